import { ConfigurationError } from '../../shared/errors.js';
import { areBoundToCertificate, authenticatesByCertificate, usesMutualTls } from '../options/client-authentication.js';
import { algorithmsOf } from '../options/decryption-keys.js';
import type { OidcOptions } from '../options/oidc-options.js';

/** The signature algorithms of FAPI 2.0 (FAPI 2.0 Security Profile, section 5.4.1). */
export const FAPI_ALGORITHMS = ['PS256', 'ES256', 'EdDSA', 'Ed25519'];

/** The security features that a client uses beyond plain OpenID Connect: chosen one by one, or all those of a profile. */
export interface SecurityProfile {
  /** Whether the client follows all of FAPI 2.0. */
  isFapi: boolean;
  /** When authorization requests are pushed (RFC 9126). */
  pushes: 'always' | 'never' | 'where offered';
  /** Whether tokens are bound to a key of ours (RFC 9449). */
  dpop: boolean;
  /** Whether tokens must be bound to the client's certificate (RFC 8705, section 3). */
  isCertificateBound: boolean;
  /** Whether the client presents a certificate. Its endpoints may then have other addresses (RFC 8705, section 5). */
  isMutualTls: boolean;
  /** The algorithm that signs authorization requests (RFC 9101); undefined when they are not signed. */
  requestAlg: string | undefined;
  /** The response mode to ask for; undefined for the default, the query. */
  responseMode: Exclude<OidcOptions['responseMode'], 'query'>;
  /** Whether the response is signed (JARM). */
  isSigned: boolean;
  /** The authentication method, by its name in the metadata; undefined for a function of the app. */
  authentication: string | undefined;
  /** The algorithm of the client's assertions. */
  assertionAlg: string | undefined;
}

/** Determines the profile from the options. Throws a `ConfigurationError` for options that contradict each other. */
export function readSecurityProfile(options: OidcOptions): SecurityProfile {
  const isFapi = options.profile === 'fapi2';
  checkCombinations(options);
  if (isFapi) checkFapiOptions(options);
  const { responseMode = 'query', privateKey, clientAuthentication = privateKey && 'private_key_jwt' } = options;
  return {
    isFapi,
    pushes: isFapi ? 'always' : options.pushedAuthorizationRequests === false ? 'never' : 'where offered',
    ...tokenBinding(options, isFapi),
    isMutualTls: usesMutualTls(options),
    requestAlg: options.signedRequests === true ? privateKey?.alg : undefined,
    responseMode: responseMode === 'query' ? undefined : responseMode,
    isSigned: isSignedMode(responseMode),
    authentication: typeof clientAuthentication === 'string' ? clientAuthentication : undefined,
    assertionAlg: clientAuthentication === 'private_key_jwt' ? privateKey?.alg : undefined,
  };
}

/** A certificate alone demands nothing: the provider may bind the tokens to it or not. */
function tokenBinding(options: OidcOptions, isFapi: boolean): Pick<SecurityProfile, 'dpop' | 'isCertificateBound'> {
  const dpop = options.dpop ?? (isFapi && !areBoundToCertificate(options));
  return { dpop, isCertificateBound: options.certificateBoundTokens === true || (isFapi && !dpop) };
}

function checkCombinations(options: OidcOptions): void {
  const { signedRequests, privateKey, dpop, tokenPlacement, profile } = options;
  checkEncryption(options);
  if (signedRequests === true && privateKey === undefined)
    throw new ConfigurationError('oidc(): option "privateKey" is required with "signedRequests", got undefined');
  if ((dpop === true || profile !== undefined) && tokenPlacement !== undefined && tokenPlacement !== 'header')
    throw new ConfigurationError(
      `oidc(): option "tokenPlacement" takes "header" for bound tokens, got "${tokenPlacement}"`,
    );
}

function checkEncryption({ idTokenEncryptedResponseAlg: alg, decryptionKeys = [] }: OidcOptions): void {
  if (alg === undefined || decryptionKeys.some((key) => algorithmsOf(key).includes(alg))) return;
  throw new ConfigurationError(`oidc(): option "decryptionKeys" needs a key for "idTokenEncryptedResponseAlg", ${alg}`);
}

function checkFapiOptions(options: OidcOptions): void {
  const { privateKey, idTokenSignedResponseAlg, authorizationSignedResponseAlg, dangerously = [] } = options;
  const algorithms = FAPI_ALGORITHMS.join(', ');
  const hasCertificate = areBoundToCertificate(options);
  const contradictions: [isWrong: boolean, takes: string, got: string][] = [
    [!isAsymmetric(options), 'a "privateKey", or "clientAuthentication" by certificate', 'a client with neither'],
    [!isFapiAlgorithm(privateKey?.alg), `a "privateKey" for ${algorithms}`, `one for ${privateKey?.alg}`],
    [
      !isFapiAlgorithm(idTokenSignedResponseAlg),
      `"idTokenSignedResponseAlg" of ${algorithms}`,
      `${idTokenSignedResponseAlg}`,
    ],
    [
      !isFapiAlgorithm(authorizationSignedResponseAlg),
      `"authorizationSignedResponseAlg" of ${algorithms}`,
      `${authorizationSignedResponseAlg}`,
    ],
    [options.pushedAuthorizationRequests === false, 'pushed requests', 'pushedAuthorizationRequests: false'],
    [options.dpop === false && !hasCertificate, 'bound tokens, by "dpop" or "certificateBoundTokens"', 'dpop: false'],
    [dangerously.length > 0, 'https', 'allowInsecureRequests'],
  ];
  for (const [isWrong, takes, got] of contradictions)
    if (isWrong) throw new ConfigurationError(`oidc(): option "profile" with "fapi2" takes ${takes}, got ${got}`);
}

/** Whether a client authenticates without a shared secret. A function of the app is trusted to do so. */
function isAsymmetric({ clientAuthentication, privateKey }: OidcOptions): boolean {
  if (typeof clientAuthentication === 'function' || authenticatesByCertificate(clientAuthentication)) return true;
  return privateKey !== undefined && (clientAuthentication ?? 'private_key_jwt') === 'private_key_jwt';
}

function isFapiAlgorithm(alg: string | undefined): boolean {
  return alg === undefined || FAPI_ALGORITHMS.includes(alg);
}

function isSignedMode(mode: OidcOptions['responseMode']): boolean {
  return mode === 'jwt' || mode === 'form_post.jwt';
}
