import { ProviderUnavailableError } from '../../shared/errors.js';
import { parseJson } from '../../shared/parse-json.js';
import { isRecord } from '../is-record.js';
import { RefusedAnswer } from '../transport/refused-answer.js';
import { explainMetadata, type ExpectedIssuer } from './provider-metadata.js';

/** An answer to a request for a document: nobody can use it. */
interface UselessAnswer {
  url: string;
  status: number;
  text: string;
  client: string;
}

/** The error for keys that cannot be used. They are the keys of the provider, although a token request was waiting for them. */
export function keysError({ client, ...answer }: UselessAnswer): ProviderUnavailableError {
  return new ProviderUnavailableError('The provider publishes no usable keys', {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
    hint: 'The address comes from "jwks_uri" in the provider\'s metadata. It must answer 200 with a JWK Set: { "keys": […] }',
    cause: describe(answer),
  });
}

/** The error for metadata that cannot be fetched, or is no JSON. */
export function metadataAnswerError({ client, ...answer }: UselessAnswer): ProviderUnavailableError {
  return new ProviderUnavailableError('The provider metadata cannot be used', {
    code: 'ERR_OAUTH_DISCOVERY',
    client,
    hint: 'The option "issuer" must be exactly the issuer of the provider: its metadata is below it. For a provider without metadata, set the endpoints in the option "metadata"',
    cause: describe(answer),
  });
}

/** The error for metadata that is of another issuer, or lacks what a login needs; undefined if it is neither. */
export function metadataError(
  metadata: unknown,
  expected: ExpectedIssuer,
  client: string,
): ProviderUnavailableError | undefined {
  const problem = explainMetadata(isRecord(metadata) ? metadata : {}, expected);
  if (problem === undefined) return undefined;
  return new ProviderUnavailableError(problem.message, { code: 'ERR_OAUTH_DISCOVERY', client, hint: problem.hint });
}

function describe({ url, status, text }: Omit<UselessAnswer, 'client'>): Error {
  const isOtherJson = status === 200 && parseJson(text) !== undefined;
  const { message } = new RefusedAnswer({ url, init: {}, status, said: isOtherJson ? '' : text });
  return new Error(isOtherJson ? `${message} with JSON that is something else` : message);
}
