import { html } from '../../shared/html.js';
import { page } from './page.js';
import type { LogoutView } from './views.js';

/** The default logout page: it asks, or says that it is done. */
export function logoutPage(view: LogoutView): string {
  return view.step === 'ask' ? askPage(view) : donePage(view);
}

function askPage({ action, ticket, homeHref }: LogoutView): string {
  return page(
    'Sign out?',
    html`<h1>Sign out?</h1>
      <p>You have not been signed out yet.</p>
      <form method="post" action="${action}">
        <input type="hidden" name="ticket" value="${ticket}" />
        <button class="button first" type="submit">Sign out</button>
        <a class="button" href="${homeHref}">Stay signed in</a>
      </form>`,
  );
}

function donePage({ loginHref, homeHref }: LogoutView): string {
  return page(
    'Signed out',
    html`<h1>You are signed out</h1>
      <p>On a shared computer, close the browser too.</p>
      <nav aria-label="Where to go">
        <a class="button first" href="${loginHref}">Sign in again</a>
        <a class="button" href="${homeHref}">Home</a>
      </nav>`,
  );
}
