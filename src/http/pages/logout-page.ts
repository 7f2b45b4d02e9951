import { html } from '../../shared/html.js';
import { page } from './page.js';
import type { LogoutView } from './views.js';
import { WORDS } from './words.js';

/** The default logout page: it asks, or says that it is done. */
export function logoutPage(view: LogoutView): string {
  return view.step === 'ask' ? askPage(view) : donePage(view);
}

function askPage({ action, ticket, homeHref }: LogoutView): string {
  const { title, advice, yes, no } = WORDS.logout.ask;
  return page(
    title,
    html`<h1>${title}</h1>
      <p>${advice}</p>
      <form method="post" action="${action}">
        <input type="hidden" name="ticket" value="${ticket}" />
        <button class="button first" type="submit">${yes}</button>
        <a class="button" href="${homeHref}">${no}</a>
      </form>`,
  );
}

function donePage({ loginHref, homeHref, notice }: LogoutView): string {
  const { title, heading, advice, providerSession } = WORDS.logout.done;
  return page(
    title,
    html`<h1>${heading}</h1>
      ${notice === 'provider-session' && html`<p role="status">${providerSession}</p>`}
      <p>${advice}</p>
      <nav aria-label="${WORDS.ways.label}">
        <a class="button first" href="${loginHref}">${WORDS.ways.signInAgain}</a>
        <a class="button" href="${homeHref}">${WORDS.ways.home}</a>
      </nav>`,
  );
}
