import type { Fixed, ProviderFixes } from '../protocol/transport/provider-fixes.js';

/** What providers do otherwise than the specifications say, and what is done about it. Each with a provider that does it. */
const QUIRKS = {
  /** The token response has no `token_type` (RFC 6749, section 5.1 requires it). Instagram; Slack's own OAuth. */
  'no token_type': {
    tokenResponse: (body) => ({ token_type: 'bearer', ...body }),
  },
  /** The token response is the one entry of a list, as the documentation has it. Instagram. */
  'token response in a list': {
    tokenResponse: ({ data, ...body }) => ({ ...body, ...(Array.isArray(data) ? (data[0] as object) : {}) }),
  },
  /** The token response says `expires` for `expires_in`. Stack Exchange. */
  'expires for expires_in': {
    tokenResponse: ({ expires, ...body }) => ({ ...(expires === undefined ? {} : { expires_in: expires }), ...body }),
  },
  /** The granted scopes are a list (RFC 6749, section 3.3 has a text). Twitch. */
  'scope as a list': {
    tokenResponse: (body) => ({ ...body, ...(Array.isArray(body['scope']) ? { scope: body['scope'].join(' ') } : {}) }),
  },
  /** The granted scopes are called `scopes`. Bitbucket. */
  'scopes for scope': {
    tokenResponse: ({ scopes, ...body }) => ({ ...(typeof scopes === 'string' ? { scope: scopes } : {}), ...body }),
  },
  /** The token request is JSON (RFC 6749, section 4.1.3 has a form). Notion. */
  'token request as JSON': {
    tokenRequest({ url, headers, body }) {
      headers.set('content-type', 'application/json');
      return { url, headers, body: JSON.stringify(Object.fromEntries(new URLSearchParams(body))) };
    },
  },
  /** Whether the address is verified is the number 1. Zoom. */
  'verified as a number': {
    userInfo: (body) => ({ ...body, verified: body['verified'] === 1 }),
  },
} as const satisfies Record<string, ProviderFixes>;

/** The name of such a quirk. */
export type QuirkName = keyof typeof QUIRKS;

/** What is done about several quirks, and then by the app, one after the other. */
export function fixesOf(names: readonly QuirkName[], own: ProviderFixes = {}): ProviderFixes {
  const fixes: ProviderFixes[] = [...names.map((name) => QUIRKS[name]), own];
  const all = <Name extends keyof ProviderFixes>(name: Name) =>
    fixes.map((fix) => fix[name]).filter((fix) => fix !== undefined);
  const made: [keyof ProviderFixes, unknown][] = [
    ['metadata', inTurn(all('metadata'))],
    ['tokenRequest', inTurn(all('tokenRequest'))],
    ['tokenResponse', inTurn(all('tokenResponse'))],
    ['userInfo', inTurn(all('userInfo'))],
  ];
  return Object.fromEntries(made.filter(([, fix]) => fix !== undefined));
}

function inTurn<T>(fixes: readonly ((given: T) => Fixed<T>)[]): ((given: T) => Promise<T>) | undefined {
  if (fixes.length === 0) return undefined;
  return async function fixInTurn(given) {
    let fixed = given;
    for (const fix of fixes) fixed = (await fix(fixed)) ?? fixed;
    return fixed;
  };
}
