import { html } from '../../shared/html.js';
import { page } from './page.js';

/** What is shown on the way to the provider, to be signed out there as well: for whoever stays, a link. */
export function leavingPage(url: string): string {
  return page(
    'Signing out',
    html`<h1>You are signed out here</h1>
      <p>Next, the sign-in service may ask whether to sign you out there, too.</p>
      <nav aria-label="Where to go"><a class="button first" href="${url}">Go on</a></nav>`,
  );
}
