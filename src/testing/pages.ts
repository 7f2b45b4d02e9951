import type { DevelopmentUser } from './development-user.js';
import { html, trusted } from '../shared/html.js';
import type { Html } from '../shared/html.js';
import { style, styleDigest } from './style.js';

/**
 * The headers of every page. The policy has no `form-action`, because Chrome also applies it to redirects, and these forms redirect to
 * the application.
 */
export const pageHeaders: Record<string, string> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleDigest}'; base-uri 'none'; frame-ancestors 'none'`,
  'Content-Type': 'text/html; charset=utf-8',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** The request that a sign-in page is shown for. */
export interface SignInRequest {
  /** The name of the application, with its origin. */
  application: string;
  /** The requested scopes. */
  scope: string;
}

/** The sign-in page: a button for each user, and one to cancel. */
export function signInPage(users: DevelopmentUser[], { application, scope }: SignInRequest): string {
  return renderPage(
    'Sign in as',
    html`<p>Choose a user for <strong>${application}</strong>.</p>
      <form method="post">
        <ul>
          ${users.map(userButton)}
        </ul>
        <button class="quiet" name="cancel" value="yes">Cancel</button>
      </form>
      <p class="note">Requested scopes: ${scope}</p>`,
  );
}

function userButton(user: DevelopmentUser): Html {
  const name = user.name ?? user.id;
  const isUnverified = user.email !== undefined && user.email_verified !== true;
  return html`<li>
    <button class="user" name="user" value="${user.id}">
      <span class="initial" aria-hidden="true">${name.charAt(0)}</span>
      <span class="who">
        <span class="name">${name}</span>
        <span class="email">${user.email}</span>
        ${isUnverified ? html`<span class="badge">address not verified</span>` : undefined}
      </span>
    </button>
  </li>`;
}

/** The page that asks whether to sign out (OpenID Connect RP-Initiated Logout 1.0, section 2). `form` comes from oidc-provider. */
export function signOutPage(form: string): string {
  return renderPage(
    'Sign out?',
    html`<p>This ends your session at the development provider. Cancel to keep it.</p>
      ${trusted(form)}
      <button class="main" form="op.logoutForm" name="logout" value="yes">Sign out</button>
      <button class="quiet" form="op.logoutForm">Cancel</button>`,
  );
}

/** The page after a sign-out without an address to return to. */
export function signedOutPage(): string {
  return renderPage('You are signed out', html`<p>Your session at the development provider has ended.</p>`);
}

/** The page for an error, with the description from oidc-provider. */
export function errorPage(error: string, description?: string): string {
  return renderPage(
    'That did not work',
    html`<p>${description ?? 'The provider could not answer this request.'}</p>
      <p class="note"><code>${error}</code></p>`,
  );
}

/** Not in the template, because formatters change templates, and the policy contains the digest of exactly this text. */
const styleElement = trusted(`<style>${style}</style>`);

function renderPage(title: string, content: Html): string {
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
