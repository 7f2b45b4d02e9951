import { describe, expect, it } from '@jest/globals';
import { Sealer } from '../../../src/shared/sealer.js';
import { handleOf } from '../../../src/records/session-handle.js';
import type { SessionHandle } from '../../../src/records/session-handle.js';
import type { Client } from '../../../src/index.js';
import { SessionTokens } from '../../../src/tokens/session-tokens.js';
import { manualClock } from '../manual-clock.js';
import { WatchedRecords } from '../watched-records.js';

const SECRET = 'a secret of at least thirty-two characters';
const TOKENS = {
  accessToken: 'tellNobody-access',
  tokenType: 'bearer',
  refreshToken: 'tellNobody-refresh',
  idToken: 'tellNobody.id.token',
  issuedAt: 1,
  expiresAt: 5,
};
const ID = handleOf('the-session-id');

function fresh(secrets: string[] = [SECRET]) {
  const clock = manualClock();
  const records = new WatchedRecords(clock);
  return { clock, records, vault: vaultOn(records, secrets) };
}

function vaultOn(records: WatchedRecords, secrets: string[]): SessionTokens {
  return new SessionTokens({
    records,
    prefix: 'app:',
    sealer: new Sealer(secrets),
    clock: manualClock(),
    seconds: 100,
  });
}

const client = (registration = 'ours') => ({ name: 'code', registration }) as Client;
const at = (session: SessionHandle, registration?: string) => ({
  session,
  ident: 'code:ada',
  client: client(registration),
});

async function load(vault: SessionTokens, session: SessionHandle, ident = 'code:ada') {
  return (await vault.slot({ ...at(session), ident }).load())?.tokens;
}

describe('the tokens of a session', () => {
  it('cannot be read by another user of the same session', async () => {
    const { vault } = fresh();
    await vault.save(at(ID), TOKENS);
    expect(await load(vault, ID, 'code:octo')).toBeUndefined();
    expect(await load(vault, ID)).toEqual(TOKENS);
  });

  it('invariant 15: cannot be read by a client of the same name with another registration', async () => {
    const { vault } = fresh();
    await vault.save(at(ID), TOKENS);
    expect(await vault.slot(at(ID, 'another')).load()).toBeUndefined();
  });

  it('have a life of their own where one is given', async () => {
    const { clock, vault } = fresh();
    await vault.save({ ...at(ID), lifeSeconds: 10 }, TOKENS);
    clock.forward(10_000);
    expect(await load(vault, ID)).toBeUndefined();
  });

  it('stay until they are removed', async () => {
    const { vault } = fresh();
    expect(await load(vault, ID)).toBeUndefined();
    await vault.save(at(ID), TOKENS);
    expect(await load(vault, ID)).toEqual(TOKENS);
    await vault.save(at(ID), { ...TOKENS, accessToken: 'new' });
    expect(await load(vault, ID)).toMatchObject({ accessToken: 'new' });
    const tokens = { ...TOKENS, accessToken: 'new' };
    expect(await vault.take({ session: ID })).toEqual({ ident: 'code:ada', registration: 'ours', tokens });
    expect(await load(vault, ID)).toBeUndefined();
    expect(await vault.take({ session: ID })).toBeUndefined();
  });

  it('expire with the session at the latest', async () => {
    const { clock, vault } = fresh();
    await vault.save(at(ID), TOKENS);
    clock.forward(99_999);
    expect(await load(vault, ID)).toEqual(TOKENS);
    clock.forward(1);
    expect(await load(vault, ID)).toBeUndefined();
  });

  it('belong to this session only', async () => {
    const { vault } = fresh();
    await vault.save(at(ID), TOKENS);
    for (const other of ['', ID.toUpperCase(), `${ID} `, ID.slice(1)])
      expect(await load(vault, handleOf(other))).toBeUndefined();
  });

  it('reveal nothing in the store, and neither does their key', async () => {
    const { records, vault } = fresh();
    await vault.save(at(ID), TOKENS);
    expect(records.calls[0]).toMatchObject({
      key: expect.stringMatching(/^app:tok:\{[\w-]{43}\}$/),
      seconds: 100,
    });
    const dump = JSON.stringify(records.calls);
    for (const word of ['tellNobody', 'bearer', 'the-session-id']) expect(dump).not.toContain(word);
  });

  it('cannot be opened in another session', async () => {
    const { records, vault } = fresh();
    await vault.save(at(handleOf('victim')), TOKENS);
    await vault.save(at(handleOf('attacker')), { ...TOKENS, accessToken: 'own' });
    const [victim, attacker] = records.calls;
    await records.set(attacker?.key ?? '', victim?.value ?? '', 100);
    expect(await load(vault, handleOf('attacker'))).toBeUndefined();
  });

  it.each(['', 'garbage', '{}', 'null', JSON.stringify(TOKENS)])(
    'are ignored if their record is garbage: %p',
    async (value) => {
      const { records, vault } = fresh();
      await vault.save(at(ID), TOKENS);
      await records.set(records.calls[0]?.key ?? '', value, 100);
      expect(await load(vault, ID)).toBeUndefined();
    },
  );

  it('open after the rotation of a secret, and not after its removal', async () => {
    const { records, vault } = fresh();
    await vault.save(at(ID), TOKENS);
    expect(await load(vaultOn(records, ['a new secret, which is long enough as well', SECRET]), ID)).toEqual(TOKENS);
    expect(await load(vaultOn(records, ['a new secret, which is long enough as well']), ID)).toBeUndefined();
  });

  it('a store that does not answer is an error, and never "no tokens"', async () => {
    const { records, vault } = fresh();
    records.get = () => Promise.reject(new Error('down'));
    await expect(load(vault, ID)).rejects.toThrow('down');
  });
});

it('tokens that an older version has stored are read', async () => {
  const { records, vault } = fresh();
  const key = `app:tok:{${ID}}`;
  const record = { ident: 'code:ada', registration: 'ours', tokens: TOKENS };
  await records.set(key, new Sealer([SECRET]).seal(record, key), 100);
  expect(await load(vault, ID)).toEqual(TOKENS);
});
