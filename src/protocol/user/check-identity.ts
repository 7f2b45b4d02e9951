import { isSafeText } from '../../shared/safe-text.js';
import type { Identity } from '../client.js';
import { checkClaims, tooMuchError } from './check-claims.js';
import { dropInheritedNames } from './drop-inherited-names.js';
import { MAX_GROUPS } from './groups.js';

/** A group may be named by its place in a directory. */
const MAX_TEXT_LENGTH = 1000;
const MAX_SCOPES = 500;
const MAX_GROUP_BYTES = 64 * 1024;
const MAX_METHODS = 50;

/**
 * Checks that a verified user fits into a session: the claims, also those that the app's fixes and templates have made, the scopes, the
 * groups, and how the user authenticated. Returns it without claims that are named like inherited members. Throws a
 * `ProviderUnavailableError`.
 */
export function checkIdentity(identity: Identity, client: string): Identity {
  const { info, groups = [], scope, authentication = {}, providerSession } = identity;
  const { raw, ...claims } = info;
  checkClaims(raw, client);
  checkClaims(claims, client);
  checkList('scopes', scope, { most: MAX_SCOPES, client });
  checkList('groups', groups, { most: MAX_GROUPS, client });
  if (groups.reduce((bytes, group) => bytes + Buffer.byteLength(group), 0) > MAX_GROUP_BYTES)
    throw tooMuchError(`The groups of the user are larger than ${MAX_GROUP_BYTES / 1024} kB`, client);
  checkList('authentication methods', authentication.amr ?? [], { most: MAX_METHODS, client });
  const { sid = '' } = providerSession ?? {};
  checkList('"acr" and "sid"', [authentication.acr ?? '', sid], { most: 2, client });
  if (!isSafeText(sid)) throw tooMuchError('The "sid" of the ID token holds control characters', client);
  return { ...identity, info: dropInheritedNames(info) };
}

function checkList(what: string, texts: readonly string[], { most, client }: { most: number; client: string }): void {
  if (texts.length > most) throw tooMuchError(`The provider sent more than ${most} ${what}`, client);
  if (texts.some((text) => text.length > MAX_TEXT_LENGTH))
    throw tooMuchError(`The provider sent ${what} of more than ${MAX_TEXT_LENGTH} characters`, client);
}
