/** Our registration at the bench's provider. It guards nothing. */
export const CLIENT = { clientId: 'bench', clientSecret: 'the-bench-has-no-secrets' };

/** A secret for cookies. It guards nothing. */
export const COOKIE_SECRET = 'a-secret-of-the-bench-that-guards-nothing-at-all';

/** The claims of a user, as many as a usual provider sends. */
export function claimsOf(sub) {
  return {
    sub,
    name: 'Ada Lovelace',
    given_name: 'Ada',
    family_name: 'Lovelace',
    preferred_username: 'ada',
    email: `${sub}@example.com`,
    email_verified: true,
    picture: 'https://example.com/pictures/ada.png',
    locale: 'en',
    updated_at: 1_790_000_000,
  };
}

/** What every signed-in page of every contender shows of a user. */
export function shown({ sub, name, email }) {
  return { sub, name, email };
}
