import { ConfigurationError } from '../../shared/errors.js';
import { nameOf } from '../../shared/thrown.js';
import { isRecord } from '../is-record.js';
import type { ProviderFixes, ResponseParameters } from '../transport/provider-fixes.js';

/** Parameters that no fix changes: they bind the response to its login and its issuer. */
const FIXED_PARAMETERS = ['state', 'iss'];

/**
 * The parameters of an authorization response as the standard names them (RFC 6749, section 4.1.2.1): corrected by the option `fixes`, and
 * with a refusal that stands under other names. A signed response stays as it was sent.
 */
export function readAuthorizationResponse(parameters: URLSearchParams, fixes: ProviderFixes = {}): URLSearchParams {
  if (parameters.has('response')) return parameters;
  const { authorizationResponse: fix } = fixes;
  return nameRefusal(dropEmpty(fix ? fixParameters(parameters, fix) : parameters));
}

/** Parameters that mean nothing when they are empty: some providers send all that they know. */
const MEANINGLESS = ['error', 'error_description', 'error_uri', 'id_token', 'access_token', 'token'];

/** An empty error of a response without a code stays: it is a refusal. */
function dropEmpty(parameters: URLSearchParams): URLSearchParams {
  const hasCode = Boolean(parameters.get('code'));
  const isMeant = ([name, value]: [string, string]) =>
    value !== '' || !MEANINGLESS.includes(name) || (name === 'error' && !hasCode);
  return new URLSearchParams([...parameters].filter(isMeant));
}

/** Facebook sends `error_code` and `error_message` where it cannot name the app's mistake by a code of the standard. */
function nameRefusal(parameters: URLSearchParams): URLSearchParams {
  if (parameters.get('error') || parameters.get('code')) return parameters;
  const find = (...names: string[]) => names.map((name) => parameters.get(name)).find(Boolean);
  const description = find('error_description', 'error_message');
  // QQ.
  const cancelled = /^[1-9]\d*$/.test(parameters.get('usercancel') ?? '') ? 'user_cancel' : undefined;
  const code =
    find('error_code', 'error_reason', 'errorCode', 'oauth_problem') ?? cancelled ?? (description && 'unknown');
  if (!code) return parameters;
  const named = new URLSearchParams(parameters);
  named.delete('code');
  named.set('error', code);
  if (description) named.set('error_description', description);
  return named;
}

function fixParameters(
  parameters: URLSearchParams,
  fix: NonNullable<ProviderFixes['authorizationResponse']>,
): URLSearchParams {
  const given: ResponseParameters = Object.fromEntries(parameters);
  let fixed: unknown;
  try {
    fixed = fix(given) ?? given;
  } catch (error) {
    throw fixError(nameOf(error));
  }
  if (!isRecord(fixed)) throw fixError('it returned something else than it was given');
  const entries = Object.entries(fixed).filter(
    ([name, value]) => value !== undefined && !FIXED_PARAMETERS.includes(name),
  );
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string'))
    throw fixError('it returned a parameter that is no string');
  const kept = [...parameters].filter(([name]) => FIXED_PARAMETERS.includes(name));
  return new URLSearchParams([...entries, ...kept]);
}

function fixError(reason: string): ConfigurationError {
  return new ConfigurationError('The function "authorizationResponse" of the option "fixes" failed', {
    code: 'ERR_OAUTH_HOOK',
    cause: new Error(reason),
    hint: 'Its own error message is left out: it may quote a code',
  });
}
