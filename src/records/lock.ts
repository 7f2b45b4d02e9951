import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SessionError } from '../shared/errors.js';
import type { RecordStore } from './record-store.js';

/** A lock whose holder has died is free after this; a living holder renews it. */
const LOCK_LIFE_SECONDS = 4;
const RENEW_INTERVAL_MS = 1000;
const RETRY_INTERVAL_MS = 50;
/** A holder that hangs is not waited for longer than this. */
const MAX_HELD_MS = 60_000;
/** Longer than a few holders take, one after the other. */
const MAX_WAIT_MS = 30_000;

/** The work under a lock, and what can make the wait for it needless. */
export interface LockedWork<Result> {
  work: () => Promise<Result>;
  /** Called while another holds the lock. If it gives something, that is the result, and the lock is not needed any more. */
  meanwhile: () => Promise<Result | undefined>;
}

/**
 * Does work that only one may do at a time, over all processes. Rejects with a `SessionError` when the store does not
 * answer, or when others hold the lock for half a minute.
 */
export async function withLock<Result>(
  records: RecordStore,
  key: string,
  { work, meanwhile }: LockedWork<Result>,
): Promise<Result> {
  const mine = randomBytes(12).toString('base64url');
  const until = performance.now() + MAX_WAIT_MS;
  while (!(await records.swap(key, null, mine, LOCK_LIFE_SECONDS))) {
    if (performance.now() > until) throw lockHeldError();
    // Spread the retries of those who wait.
    await wait(RETRY_INTERVAL_MS * (1 + Math.random()));
    const result = await meanwhile();
    if (result !== undefined) return result;
  }
  const workUntil = performance.now() + MAX_HELD_MS;
  const renewal = setInterval(() => {
    if (performance.now() > workUntil) return clearInterval(renewal);
    records.swap(key, mine, mine, LOCK_LIFE_SECONDS).catch(() => undefined);
  }, RENEW_INTERVAL_MS);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    // A lock that cannot be released now expires.
    await records.swap(key, mine, null, LOCK_LIFE_SECONDS).catch(() => undefined);
  }
}

function lockHeldError(): SessionError {
  return new SessionError('Another request has been renewing this token for too long', {
    code: 'ERR_OAUTH_SESSION_STORE',
    hint: 'Check whether the provider answers, and whether the clocks of this machine and of Redis are right',
  });
}
