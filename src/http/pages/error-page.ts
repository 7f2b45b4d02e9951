import { html } from '../../shared/html.js';
import { page } from './page.js';
import type { ErrorView } from './views.js';
import { WORDS } from './words.js';

/** The default error page: what went wrong, the way on, and for developers the code. */
export function errorPage(view: ErrorView): string {
  const { code: codeLabel, reference: referenceLabel } = WORDS.error;
  return page(
    view.title,
    html`<h1>${view.title}</h1>
      <p role="alert">${view.advice}</p>
      <nav aria-label="${WORDS.ways.label}">
        ${view.actions.map(
          ({ label, href }, index) => html`<a class="button${index === 0 && ' first'}" href="${href}">${label}</a> `,
        )}
      </nav>
      ${view.code !== undefined && html`<p class="soft">${codeLabel} ${view.code}${view.reference !== undefined && html` · ${referenceLabel} ${view.reference}`}</p>`}
      ${view.detail !== undefined && html`<pre>${view.detail}</pre>`}`,
  );
}
