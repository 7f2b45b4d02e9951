import { expect, it } from '@jest/globals';
import { hasClaim } from '../../../../src/http/guard/has-claim.js';

const inherited = Object.create({ role: 'admin', email_verified: true }) as Record<string, unknown>;

it.each<[info: Record<string, unknown>, name: string, value: string | number | boolean, has: boolean]>([
  [{ role: 'admin' }, 'role', 'admin', true],
  [{ role: 'admin' }, 'role', 'Admin', false],
  [{ roles: ['a', 'b'] }, 'roles', 'b', true],
  [{ roles: 'a b' }, 'roles', 'b', false],
  [{ level: 3 }, 'level', 3, true],
  [{ level: '3' }, 'level', 3, false],
  [{ scope: 'openid orders:write' }, 'scope', 'orders:write', true],
  [{ scp: 'openid orders:write' }, 'scp', 'openid', true],
  [{ scope: ['openid', 'orders:write'] }, 'scope', 'orders:write', true],
  [{ scope: 'openid orders:write' }, 'scope', 'openid orders:write', true],
  [{ scope: 'orders:writer' }, 'scope', 'orders:write', false],
  [{ scope: 'a  b' }, 'scope', '', false],
  [{ scope: 'a 3' }, 'scope', 3, false],
  [{ scopes: 'a b' }, 'scopes', 'b', false],
  [{ email: 'a@example.com' }, 'email', 'a@example.com', false],
  [{ email: 'a@example.com', email_verified: false }, 'email', 'a@example.com', false],
  [{ email: 'a@example.com', email_verified: 'true' }, 'email', 'a@example.com', false],
  [{ email: 'a@example.com', email_verified: 1 }, 'email', 'a@example.com', false],
  [{ email: 'a@example.com', email_verified: true }, 'email', 'a@example.com', true],
  [{ phone_number: '+44 1' }, 'phone_number', '+44 1', false],
  [{ phone_number: '+44 1', phone_number_verified: false }, 'phone_number', '+44 1', false],
  [{ phone_number: '+44 1', phone_number_verified: true }, 'phone_number', '+44 1', true],
  [{}, 'constructor', 'Object', false],
  [{ __proto__: { role: 'admin' } }, 'role', 'admin', false],
  [inherited, 'role', 'admin', false],
  [Object.assign(inherited, { email: 'a@example.com' }), 'email', 'a@example.com', false],
])('%j has the claim %s %j: %s', (info, name, value, has) => {
  expect(hasClaim(info, name, value)).toBe(has);
});
