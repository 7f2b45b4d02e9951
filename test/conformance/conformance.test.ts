import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { having, pass, rejects, rejectsAtLogin } from './run.js';
import type { Module } from './run.js';

const folder = new URL('modules/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -3));

describe('invariants 2 and 3: a sign-in client meets a hostile provider', () => {
  it.each(names)(
    '%s',
    async (name) => {
      const { default: run } = (await import(`./modules/${name}.ts`)) as { default?: Module };
      // A module without an export would always pass.
      expect(run).toBeInstanceOf(Function);
      await run?.();
    },
    30_000,
  );
});

describe('the helpers of the modules', () => {
  const otherNonce = { idToken: having({ nonce: 'another' }) };

  it('rejects() fails for a provider that behaves', async () => {
    await expect(rejects('ERR_OAUTH_ID_TOKEN', {})()).rejects.toThrow('/error?e=');
  });

  it('rejects() fails for another code', async () => {
    await expect(rejects('ERR_OAUTH_USER_INFO', otherNonce)()).rejects.toThrow('ERR_OAUTH_USER_INFO');
  });

  it('rejects() fails for another status', async () => {
    await expect(rejects('ERR_OAUTH_ID_TOKEN', otherNonce, { status: 403 })()).rejects.toThrow('403');
  });

  it('rejects() fails when a forbidden endpoint was called', async () => {
    await expect(rejects('ERR_OAUTH_ID_TOKEN', otherNonce, { withoutCalling: ['token'] })()).rejects.toThrow('toEqual');
  });

  it('pass() fails for a provider that misbehaves', async () => {
    await expect(pass(otherNonce)()).rejects.toThrow('ERR_OAUTH_ID_TOKEN');
  });

  it('rejectsAtLogin() fails for a provider that behaves', async () => {
    await expect(rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, {})()).rejects.toThrow('502');
  });
});
