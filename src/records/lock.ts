import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SessionError } from '../shared/errors.js';
import type { RecordStore } from './record-store.js';

/** A lock whose holder is gone is free after so long: a living holder renews it. */
const LIFE_SECONDS = 4;
const RENEW_MS = 1000;
const ASK_AGAIN_MS = 50;
/** No work takes longer: whoever hangs is not waited for. */
const MOST_HELD_MS = 60_000;
/** Nobody waits longer than a few holders can take, one after the other. */
const MOST_WAIT_MS = 30_000;

/** What is done under a lock, and what makes it needless to wait for it any longer. */
export interface Locked<Result> {
  work: () => Promise<Result>;
  /** Asked while another holds the lock. What it gives, when it gives something, is the result. */
  meanwhile: () => Promise<Result | undefined>;
}

/**
 * Does something that only one may do at a time, over all processes. Rejects with a `SessionError` when the store does not
 * answer, or when others hold the lock for half a minute.
 */
export async function withLock<Result>(
  records: RecordStore,
  key: string,
  { work, meanwhile }: Locked<Result>,
): Promise<Result> {
  const mine = randomBytes(12).toString('base64url');
  const until = performance.now() + MOST_WAIT_MS;
  while (!(await records.swap(key, null, mine, LIFE_SECONDS))) {
    if (performance.now() > until) throw held();
    // Not all at the same moment.
    await wait(ASK_AGAIN_MS * (1 + Math.random()));
    const result = await meanwhile();
    if (result !== undefined) return result;
  }
  const workUntil = performance.now() + MOST_HELD_MS;
  const renewal = setInterval(() => {
    if (performance.now() > workUntil) return clearInterval(renewal);
    records.swap(key, mine, mine, LIFE_SECONDS).catch(() => undefined);
  }, RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    // What cannot be given back now ends by itself.
    await records.swap(key, mine, null, LIFE_SECONDS).catch(() => undefined);
  }
}

function held(): SessionError {
  return new SessionError('Others are renewing this token for too long', {
    code: 'ERR_OAUTH_SESSION_STORE',
    hint: 'Look whether the provider answers, and whether the clocks of this machine and of Redis run',
  });
}
