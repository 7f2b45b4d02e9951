import { html } from '../../shared/html.js';
import { page } from './page.js';
import type { LoginView } from './views.js';
import { WORDS } from './words.js';

/** The default login page: a button per client. */
export function loginPage({ buttons, notice }: LoginView): string {
  const { notLetIn, signedOut, destinationLost, ways, with: signInWith } = WORDS.login;
  const title = notice === 'not-let-in' ? notLetIn.title : WORDS.login.title;
  return page(
    title,
    html`<h1>${title}</h1>
      ${notice === 'not-let-in' && html`<p role="alert">${notLetIn.advice}</p>`}
      ${notice === 'signed-out' && html`<p role="status">${signedOut}</p>`}
      ${notice === 'destination-lost' && html`<p role="status">${destinationLost}</p>`}
      <nav aria-label="${ways}">
        ${buttons.map(
          ({ label, href }, index) =>
            html`<a class="button${index === 0 && ' first'}" href="${href}">${signInWith(label)}</a> `,
        )}
      </nav>`,
  );
}
