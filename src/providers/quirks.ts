import { isRecord } from '../protocol/is-record.js';
import type { Fixed } from '../protocol/transport/apply-fix.js';
import type { ProviderFixes } from '../protocol/transport/provider-fixes.js';

/** Deviations from the specifications, each with its fix and a provider that needs it. */
const QUIRKS = {
  /** The token response lacks `token_type`, which RFC 6749, section 5.1 requires. Instagram. */
  'no token_type': {
    tokenResponse: (body) => ({ token_type: 'bearer', ...body }),
  },
  /** Token response and user info are the only entry of a list, according to the documentation. Instagram. */
  'answer in a list': {
    tokenResponse: takeOnlyEntry,
    userInfo: takeOnlyEntry,
  },
  /** The token response contains `expires` instead of `expires_in`. Stack Exchange. */
  'expires for expires_in': {
    tokenResponse: ({ expires, ...body }) => ({ ...(expires === undefined ? {} : { expires_in: expires }), ...body }),
  },
  /** The token response contains `scopes` instead of `scope`. Bitbucket. */
  'scopes for scope': {
    tokenResponse: ({ scopes, ...body }) => ({ ...(typeof scopes === 'string' ? { scope: scopes } : {}), ...body }),
  },
  /** The token endpoint expects JSON; RFC 6749, section 4.1.3 requires a form. Notion. */
  'token request as JSON': {
    tokenRequest({ url, headers, body }) {
      headers.set('content-type', 'application/json');
      return { url, headers, body: JSON.stringify(Object.fromEntries(new URLSearchParams(body))) };
    },
  },
  /** A token request with `code_verifier` (RFC 7636, section 4.5) is refused as `invalid_client`. LinkedIn, except for native apps. */
  'no code_verifier': {
    tokenRequest({ body }) {
      if (body instanceof URLSearchParams) body.delete('code_verifier');
    },
  },
  /** A dead refresh token is answered with 400 and no code; RFC 6749, section 5.2 requires `invalid_grant`. Reddit. */
  'no code for a dead refresh token': {
    tokenError: (body, { status, isRefresh }) =>
      isRefresh && status === 400 && typeof body['error'] !== 'string'
        ? { ...body, error: 'invalid_grant', error_description: body['message'] }
        : body,
  },
  /** A dead refresh token is answered with `invalid_request`; RFC 6749, section 5.2 requires `invalid_grant`. Zoom. */
  'invalid_request for a dead refresh token': {
    tokenError: (body, { isRefresh }) =>
      isRefresh && body['error'] === 'invalid_request' && /^invalid token\b/i.test(String(body['reason']))
        ? { ...body, error: 'invalid_grant' }
        : body,
  },
} as const satisfies Record<string, ProviderFixes>;

/** An answer without such a list, which the provider may send, too, stays as it is. */
function takeOnlyEntry({ data, ...body }: Record<string, unknown>): Record<string, unknown> {
  const entry: unknown = Array.isArray(data) && data.length === 1 ? data[0] : undefined;
  return isRecord(entry) ? { ...body, ...entry } : { ...body, ...(data === undefined ? {} : { data }) };
}

/** The name of a quirk. The catalogue's table in the documentation lists it. */
export type QuirkName = keyof typeof QUIRKS;

/** Combines the fixes of several quirks with the app's own, which run last. */
export function combineFixes(quirks: readonly QuirkName[], appFixes: ProviderFixes = {}): ProviderFixes {
  const allFixes: ProviderFixes[] = [...quirks.map((quirk) => QUIRKS[quirk]), appFixes];
  const collectFixes = <Name extends keyof ProviderFixes>(name: Name) =>
    allFixes.map((fixes) => fixes[name]).filter((fix) => fix !== undefined);
  const chains: [keyof ProviderFixes, unknown][] = [
    ['metadata', chainFixes(collectFixes('metadata'))],
    ['tokenRequest', chainFixes(collectFixes('tokenRequest'))],
    ['tokenResponse', chainFixes(collectFixes('tokenResponse'))],
    ['tokenError', chainFixes(collectFixes('tokenError'))],
    ['authorizationResponse', chainResponseFixes(collectFixes('authorizationResponse'))],
    ['userInfo', chainFixes(collectFixes('userInfo'))],
  ];
  return Object.fromEntries(chains.filter(([, chain]) => chain !== undefined));
}

/** Returns one fix that runs the given ones in order. A fix that returns nothing has changed its argument in place. */
function chainFixes<T, Rest extends unknown[]>(
  fixes: readonly ((value: T, ...rest: Rest) => Fixed<T>)[],
): ((value: T, ...rest: Rest) => Promise<T>) | undefined {
  if (fixes.length === 0) return undefined;
  return async function runFixes(value, ...rest) {
    let result = value;
    for (const fix of fixes) result = (await fix(result, ...rest)) ?? result;
    return result;
  };
}

/** As `chainFixes`, for those whose result is needed at once. */
function chainResponseFixes(
  fixes: readonly NonNullable<ProviderFixes['authorizationResponse']>[],
): ProviderFixes['authorizationResponse'] {
  if (fixes.length === 0) return undefined;
  return (parameters) => fixes.reduce((result, fix) => fix(result) ?? result, parameters);
}
