import { html } from '../../shared/html.js';
import { page } from './page.js';
import type { ErrorView } from './views.js';

/** The default error page: what went wrong, the way on, and for developers the code. */
export function errorPage(view: ErrorView): string {
  return page(
    view.title,
    html`<h1>${view.title}</h1>
      <p role="alert">${view.advice}</p>
      <nav aria-label="Where to go">
        ${view.actions.map(
          ({ label, href }, index) => html`<a class="button${index === 0 && ' first'}" href="${href}">${label}</a> `,
        )}
      </nav>
      ${view.code !== undefined && html`<p class="soft">Code ${view.code}${view.reference !== undefined && html` · reference ${view.reference}`}</p>`}
      ${view.detail !== undefined && html`<pre>${view.detail}</pre>`}`,
  );
}
