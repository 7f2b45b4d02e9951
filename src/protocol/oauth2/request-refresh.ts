import * as openid from 'openid-client';
import type { Clock } from '../../shared/clock.js';
import type { OAuthError } from '../../shared/errors.js';
import type { RefreshResult } from '../client.js';
import type { TokenSet } from '../token-set.js';
import type { ProviderConnection } from '../transport/provider-connection.js';
import { checkTokenResponse } from './check-token-response.js';
import type { DPoP } from './dpop.js';
import { readTokenSet } from './read-token-set.js';
import { RefreshAnswer } from './refresh-answer.js';
import { refreshTokenSet } from './refresh-token-set.js';
import type { TokenResponse } from './token-response.js';
import { translateErrors } from './translate-errors.js';
import { withoutKeys, type Verify } from './without-keys.js';

/** The parts of a client that a refresh needs. */
export interface RefreshParts {
  connection: ProviderConnection;
  /** Texts that must not appear in an error. */
  secrets: readonly string[];
  clock: Clock;
  /** Binds tokens to keys; undefined when no token is bound. */
  dpop?: DPoP | undefined;
  /** Runs work that verifies signatures. Default is that nothing is signed. */
  verify?: Verify | undefined;
  /** Whether a token response may also be a form. Default is false. */
  isTolerant?: boolean | undefined;
}

/** The tokens to refresh, and a further check, which resolves to the response to keep, or rejects. */
export interface RefreshRequest {
  tokens: TokenSet;
  check: (response: TokenResponse) => Promise<TokenResponse>;
}

/** Refreshes a token set (RFC 6749, section 6). Rejects with an `OAuthError` when the refresh token can be sent again. */
export async function requestRefresh(
  options: RefreshParts,
  config: openid.Configuration,
  request: RefreshRequest,
): Promise<RefreshResult> {
  const answer = new RefreshAnswer(options.isTolerant ?? false);
  answer.watch(config);
  const { connection, secrets } = options;
  const { refreshToken, idToken, accessToken } = request.tokens;
  const own = [refreshToken, idToken, accessToken, ...secrets];
  try {
    const tokens = await translateErrors({ stage: 'refresh', client: connection.name, secrets: own }, () =>
      sendRefresh(options, config, request),
    );
    return { tokens };
  } catch (error) {
    return resultOf(error as OAuthError, request.tokens, { answer, now: options.clock() });
  }
}

async function sendRefresh(
  { connection, clock, dpop, verify = withoutKeys }: RefreshParts,
  config: openid.Configuration,
  { tokens, check }: RefreshRequest,
): Promise<TokenSet> {
  const { refreshToken = '', responseParameters = {}, dpopKey } = tokens;
  const handle = dpopKey && (await dpop?.createHandle(config, dpopKey));
  const dpopOptions = handle ? { DPoP: handle } : {};
  const received = await verify(config, (current) =>
    openid.refreshTokenGrant(current, refreshToken, responseParameters, dpopOptions),
  );
  const response = await check(received);
  checkTokenResponse(response, handle ? 'dpop' : 'bearer', connection.name);
  return refreshTokenSet(tokens, readTokenSet(response, clock()));
}

/** The result of a refresh that has failed. Throws the error when the refresh token can be sent again. */
function resultOf(
  error: OAuthError,
  tokens: TokenSet,
  { answer, now }: { answer: RefreshAnswer; now: number },
): RefreshResult {
  const { refreshToken: sent = '', ...rest } = tokens;
  const used = answer.fateOf(sent);
  const next = used.fate === 'used' ? used.next : sent;
  // Tokens of another user, or for another client, are of no use.
  if (next === undefined || error.reason === 'another-login') return { tokens: { ...rest, dead: true }, error };
  if (next !== sent) return { tokens: { ...rest, refreshToken: next }, error };
  const retryAfterMs = answer.retryAfterMs(now);
  if (retryAfterMs !== undefined) return { tokens, error, retryAfterMs };
  throw error;
}
