import { isPlainObject } from '../shared/check-options.js';

/** A test user of the development provider: an id, and claims with their OpenID Connect names. */
export interface DevelopmentUser {
  /** The subject (`sub`). Each user needs a different one. */
  id: string;
  /** The full name (scope `profile`). Default is none: the page shows the id. */
  name?: string;
  /** The given name (scope `profile`). Default is none. */
  given_name?: string;
  /** The family name (scope `profile`). Default is none. */
  family_name?: string;
  /** The address of a picture (scope `profile`). Default is none. */
  picture?: string;
  /** The e-mail address (scope `email`). Default is none. */
  email?: string;
  /** Whether the provider has verified the address (scope `email`). Default is none: the claim is left out. */
  email_verified?: boolean;
  /** Any other claim. A claim that belongs to no scope of OpenID Connect, such as `groups`, comes with `openid`, also in the ID token. */
  [claim: string]: unknown;
}

/** Alice, Bob, and Mallory, whose address is not verified. */
export const defaultUsers: DevelopmentUser[] = [
  makeUser('Alice', 'Archer', true),
  makeUser('Bob', 'Baker', true),
  makeUser('Mallory', 'Marsh', false),
];

function makeUser(given_name: string, family_name: string, email_verified: boolean): DevelopmentUser {
  const id = given_name.toLowerCase();
  const name = `${given_name} ${family_name}`;
  return { id, name, given_name, family_name, email: `${id}@example.com`, email_verified };
}

/** Whether a value is a list of users with different ids. */
export function areUsers(value: unknown): value is DevelopmentUser[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  const ids = value.map((user: unknown) => (isPlainObject(user) ? user['id'] : undefined));
  return ids.every((id) => typeof id === 'string' && id !== '') && new Set(ids).size === ids.length;
}

/** The claims of each scope (OpenID Connect Core 1.0, section 5.4). */
const STANDARD_CLAIMS: Record<string, string[]> = {
  profile: splitWords(
    'name given_name family_name middle_name nickname preferred_username profile picture website gender birthdate zoneinfo',
    'locale updated_at',
  ),
  email: splitWords('email email_verified'),
  address: splitWords('address'),
  phone: splitWords('phone_number phone_number_verified'),
};

/** Claims that the provider sets itself, whatever the user has. */
const OWN_CLAIMS = splitWords('id sub iss aud exp iat nonce sid acr amr auth_time azp at_hash');

/** The claims of every scope. Claims of these users that belong to no scope come with `openid`. */
export function claimsByScope(users: DevelopmentUser[]): Record<string, string[]> {
  const named = new Set([...OWN_CLAIMS, ...Object.values(STANDARD_CLAIMS).flat()]);
  const others = users.flatMap((user) => Object.keys(user)).filter((claim) => !named.has(claim));
  return { openid: ['sub', ...new Set(others)], ...STANDARD_CLAIMS };
}

function splitWords(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}
