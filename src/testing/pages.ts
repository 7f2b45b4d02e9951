import type { DevelopmentUser } from './development-user.js';
import { html, trusted } from '../shared/html.js';
import type { Html } from '../shared/html.js';
import { style, styleDigest } from './style.js';

/**
 * The headers of every page. `form-action` is left out: Chrome holds redirects against it too, and these forms end at the
 * application, wherever that is.
 */
export const pageHeaders: Record<string, string> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleDigest}'; base-uri 'none'; frame-ancestors 'none'`,
  'Content-Type': 'text/html; charset=utf-8',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Whom a page is for. */
export interface Asking {
  /** Where the user goes afterwards. */
  application: string;
  /** What the application asked for. */
  scope: string;
}

/** The page to sign in on: a button for each user, and one to cancel. */
export function signInPage(users: DevelopmentUser[], { application, scope }: Asking): string {
  return page(
    'Sign in as',
    html`<p><strong>${application}</strong> asks who you are.</p>
      <form method="post">
        <ul>
          ${users.map(userButton)}
        </ul>
        <button class="quiet" name="cancel" value="yes">Cancel</button>
      </form>
      <p class="note">It gets: ${scope}</p>`,
  );
}

function userButton(user: DevelopmentUser): Html {
  const name = user.name ?? user.id;
  const unverified = user.email !== undefined && user.email_verified !== true;
  return html`<li>
    <button class="user" name="user" value="${user.id}">
      <span class="initial" aria-hidden="true">${name.charAt(0)}</span>
      <span class="who">
        <span class="name">${name}</span>
        <span class="email">${user.email}</span>
        ${unverified ? html`<span class="badge">address not verified</span>` : undefined}
      </span>
    </button>
  </li>`;
}

/** The page that asks whether to sign out (OpenID Connect RP-Initiated Logout 1.0, section 2). `form` is oidc-provider's own. */
export function signOutPage(form: string): string {
  return page(
    'Sign out?',
    html`<p>This ends your session at the development provider. Cancel, and the session here goes on.</p>
      ${trusted(form)}
      <button class="main" form="op.logoutForm" name="logout" value="yes">Sign out</button>
      <button class="quiet" form="op.logoutForm">Cancel</button>`,
  );
}

/** The page at the end of a sign-out that came without an address to return to. */
export function signedOutPage(): string {
  return page('You are signed out', html`<p>Your session at the development provider has ended.</p>`);
}

/** The page that says what went wrong, in the provider's words. */
export function errorPage(error: string, description?: string): string {
  return page(
    'That did not work',
    html`<p>${description ?? 'The provider could not answer this request.'}</p>
      <p class="note"><code>${error}</code></p>`,
  );
}

/** Not in the template: the policy names the digest of exactly this text, and formatters lay out templates. */
const styleElement = trusted(`<style>${style}</style>`);

function page(title: string, content: Html): string {
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} - development provider</title>
        ${styleElement}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
        <footer>Development provider: no passwords, for development and tests only.</footer>
      </body>
    </html>`;
  return markup;
}
