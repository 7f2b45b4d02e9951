import { html } from '../../shared/html.js';
import { page } from './page.js';
import { WORDS } from './words.js';

/** The page on the way to the provider's login or logout, with a link for browsers that do not go on by themselves. */
export function leavingPage(url: string, leaving: 'login' | 'logout'): string {
  const { title, heading, advice, goOn } = WORDS[leaving].leaving;
  return page(
    title,
    html`<h1>${heading}</h1>
      <p>${advice}</p>
      <nav aria-label="${WORDS.ways.label}"><a class="button first" href="${url}">${goOn}</a></nav>`,
  );
}
