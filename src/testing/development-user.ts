import { isPlainObject } from '../shared/check-options.js';

/** A user that one can sign in as at the development provider: an id, and claims by their OpenID Connect names. */
export interface DevelopmentUser {
  /** The subject (`sub`): stable, and different for every user. */
  id: string;
  /** The whole name (scope `profile`). Default is none: the page shows the id. */
  name?: string;
  /** The given name (scope `profile`). Default is none. */
  given_name?: string;
  /** The family name (scope `profile`). Default is none. */
  family_name?: string;
  /** The address of a picture (scope `profile`). Default is none. */
  picture?: string;
  /** The e-mail address (scope `email`). Default is none. */
  email?: string;
  /** Whether the provider vouches for the address (scope `email`). Default is that nothing is said about it. */
  email_verified?: boolean;
  /** Any other claim. One that no scope of OpenID Connect names, as `groups`, comes with `openid`, in the ID token too. */
  [claim: string]: unknown;
}

/** Alice and Bob; and Mallory, whose address nobody has verified. */
export const defaultUsers: DevelopmentUser[] = [
  person('alice', 'Alice', 'Archer', true),
  person('bob', 'Bob', 'Baker', true),
  person('mallory', 'Mallory', 'Marsh', false),
];

function person(id: string, given_name: string, family_name: string, email_verified: boolean): DevelopmentUser {
  const name = `${given_name} ${family_name}`;
  return { id, name, given_name, family_name, email: `${id}@example.com`, email_verified };
}

/** Whether a value is a list of users that can be told apart. */
export function areUsers(value: unknown): value is DevelopmentUser[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  const ids = value.map((user: unknown) => (isPlainObject(user) ? user['id'] : undefined));
  return ids.every((id) => typeof id === 'string' && id !== '') && new Set(ids).size === ids.length;
}

/** Which claims come with which scope (OpenID Connect Core 1.0, section 5.4). */
const standardClaims: Record<string, string[]> = {
  profile: words(
    'name given_name family_name middle_name nickname preferred_username profile picture website gender birthdate zoneinfo',
    'locale updated_at',
  ),
  email: words('email email_verified'),
  address: words('address'),
  phone: words('phone_number phone_number_verified'),
};

/** Claims that the provider itself says, whatever a user's entry holds. */
const ownClaims = words('id sub iss aud exp iat nonce sid acr amr auth_time azp at_hash');

/** The claims of every scope, given these users: what no scope names comes with `openid`. */
export function claimsByScope(users: DevelopmentUser[]): Record<string, string[]> {
  const named = new Set([...ownClaims, ...Object.values(standardClaims).flat()]);
  const others = users.flatMap((user) => Object.keys(user)).filter((claim) => !named.has(claim));
  return { openid: ['sub', ...new Set(others)], ...standardClaims };
}

function words(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}
