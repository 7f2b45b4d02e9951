import { createServer } from 'node:tls';
import { afterEach, expect, it } from '@jest/globals';
import { openRecords } from '../../src/records/open-records.js';
import type { OpenRecords } from '../../src/records/open-records.js';
import { makeSelfSigned } from '../support/certificates.js';
import { freePort } from '../support/free-port.js';
import { RedisServer } from '../support/redis-server.js';
import { useEndAfterTest } from '../support/use.js';
import { waitUntil } from '../support/wait-until.js';
import { allTextOf, rejectionOf } from '../unit/caught.js';

const endAfterTest = useEndAfterTest();
let opened: OpenRecords | undefined;

afterEach(() => opened?.close());

function open(redis: string): OpenRecords {
  opened = openRecords({ records: undefined, redis, timeoutMs: 1000, clock: Date.now });
  return opened;
}

/** All texts of the error of a call, once the connection has failed. */
async function troubleAt(redis: string): Promise<string> {
  const { records } = open(redis);
  let text = '';
  await waitUntil('the connection has failed', async () => {
    text = allTextOf(await rejectionOf(records.get('a key')));
    return !text.includes('no answer within 1000 ms');
  });
  expect(text).not.toMatch(/max retries|tellNobody/);
  return text;
}

it.each(['127.0.0.1', 'localhost'])('a server that is not there is named as that: %s', async (host) => {
  expect(await troubleAt(`redis://:tellNobody@${host}:${await freePort()}`)).toContain('ECONNREFUSED');
});

it('a host that is not there is named as that', async () => {
  expect(await troubleAt('redis://nowhere.invalid')).toMatch(/ENOTFOUND|EAI_AGAIN/);
});

it('a certificate that nobody has signed is named, with what helps', async () => {
  const { key, cert } = await makeSelfSigned('localhost');
  const server = createServer({ key, cert });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endAfterTest({ close: () => server.close() });
  const { port } = server.address() as { port: number };
  const text = await troubleAt(`rediss://localhost:${port}`);
  expect(text).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY|certificate/);
  expect(text).toContain('NODE_EXTRA_CA_CERTS');
});

it('a wrong password is named as that, and not shown', async () => {
  const server = endAfterTest(await RedisServer.start());
  await server.run(async (redis) => redis.config('SET', 'requirepass', 'the right one'));
  expect(await troubleAt(`redis://:tellNobody@127.0.0.1:${server.port}`)).toMatch(/WRONGPASS|NOAUTH/);
});

it('trouble that is over is not told of', async () => {
  const port = await freePort();
  const { records } = open(`redis://127.0.0.1:${port}`);
  expect(allTextOf(await rejectionOf(records.get('a key')))).toContain('ECONNREFUSED');
  endAfterTest(await RedisServer.start({ port }));
  await waitUntil('the server is there', async () => (await records.get('a key').catch(() => 'away')) === null);
  // A script that fails: its key holds a text, and not fields.
  await records.set('a text', 'x', 60);
  const failing = records.setField('a text', 'field', 'x', { atLeast: 60 });
  expect(allTextOf(await rejectionOf(failing))).not.toContain('ECONNREFUSED');
});
