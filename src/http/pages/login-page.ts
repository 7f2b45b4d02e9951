import { html } from '../../shared/html.js';
import { page } from './page.js';
import type { LoginView } from './views.js';

/** The default login page: a button per client. */
export function loginPage({ buttons, notice }: LoginView): string {
  const title = notice === 'not-let-in' ? 'This account has no access' : 'Sign in';
  return page(
    title,
    html`<h1>${title}</h1>
      ${notice === 'not-let-in' && html`<p role="alert">You signed in, but this app does not let this account in. You can try another one.</p>`}
      ${notice === 'signed-out' && html`<p role="status">Your session here has ended. You can sign in again.</p>`}
      <nav aria-label="Ways to sign in">
        ${buttons.map(
          ({ label, href }, index) =>
            html`<a class="button${index === 0 && ' first'}" href="${href}">Sign in with ${label}</a> `,
        )}
      </nav>`,
  );
}
