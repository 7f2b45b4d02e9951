/** One refresh per expiry (invariant 9). @type {import('./mutants.mjs').Mutant[]} */
export default [
  {
    name: 'everybody gets the lock',
    file: 'src/records/lock.ts',
    find: 'while (!(await records.swap(key, null, mine, LOCK_LIFE_SECONDS))) {',
    replace: 'while (!(await records.swap(key, null, mine, LOCK_LIFE_SECONDS)) && false) {',
    first: 'lock|token',
  },
  {
    name: 'a lock is not renewed',
    file: 'src/records/lock.ts',
    find: 'void renew().catch(() => undefined);',
    replace: '',
    first: 'lock',
  },
  {
    name: 'tokens are written over newer ones',
    file: 'src/tokens/session-tokens.ts',
    find: 'records.swap(key, version, this.#seal(key, recordOf(address, next)), this.#lifeOf(address)),',
    replace:
      'records.set(key, this.#seal(key, recordOf(address, next)), this.#lifeOf(address)).then(() => version !== ""),',
    first: 'session-tokens|token',
  },
  {
    name: 'Redis swaps whatever is there',
    file: 'src/records/redis-records.ts',
    find: "if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end\n",
    replace: '',
    first: 'redis-records',
    tiers: ['redis'],
  },
  {
    name: 'a refreshed ID token may be of another user',
    file: 'src/protocol/oidc/refreshed-id-token.ts',
    find: 'if (joinSubject(claims, subjectClaims, client) !== subject ||',
    replace: 'if (',
    first: 'conformance|refresh',
  },
  {
    name: 'a refreshed ID token may be of another issuer',
    file: 'src/protocol/oidc/refreshed-id-token.ts',
    find: '|| (iss !== undefined && claims.iss !== iss))',
    replace: ')',
    first: 'refreshed-id-token|conformance',
  },
  {
    name: 'a refreshed ID token may have the nonce of another login',
    file: 'src/protocol/oidc/refreshed-id-token.ts',
    find: 'if (nonce === undefined || nonce === first || isUnknown) return;',
    replace: 'return;',
    first: 'refreshed-id-token|conformance',
  },
  {
    name: 'a refreshed ID token may state an earlier authentication',
    file: 'src/protocol/oidc/refreshed-id-token.ts',
    find: 'time >= earliest &&',
    replace: '',
    first: 'refreshed-id-token|conformance',
  },
  {
    name: 'a refresh token is sent again after a 2xx response has arrived',
    file: 'src/protocol/oauth2/request-refresh.ts',
    find: "const next = used.fate === 'used' ? used.next : sent;",
    replace: "const next = used.fate === 'used' ? sent : sent;",
    first: 'refresh|conformance',
  },
];
