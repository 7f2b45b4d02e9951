import { expect, it } from '@jest/globals';
import { storeCall } from '../../../src/shared/store-call.js';

const FAILED = { code: 'ERR_OAUTH_SESSION_STORE', status: 503 };

it.each<[how: string, call: (done: (error?: unknown) => void) => unknown]>([
  ['gives an error', (done) => done(new Error('down'))],
  [
    'throws at once',
    () => {
      throw new Error('down');
    },
  ],
  ['never answers', () => undefined],
])('a session store that %s is a SessionError', async (_how, call) => {
  await expect(storeCall(20, call)).rejects.toMatchObject(FAILED);
});

it('a session store that answers is waited for', async () => {
  await expect(storeCall(1000, (done) => setImmediate(done))).resolves.toBeUndefined();
});
