import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SessionError } from '../shared/errors.js';
import type { RecordStore } from './record-store.js';

/** A lock whose holder has died is free after this; a living holder renews it. */
const LOCK_LIFE_SECONDS = 4;
/** A lock that is held for longer than this has a living holder. */
export const DEAD_HOLDER_MS = LOCK_LIFE_SECONDS * 1000 + 500;
const RENEW_INTERVAL_MS = 1000;
const RETRY_INTERVAL_MS = 50;
/** A living holder that has lost its lock with the store takes it again within this time after the store is back. */
const RETURN_MS = 3000;
/** Those who wait for long look less often. */
const MAX_RETRY_INTERVAL_MS = 500;
/** A holder that hangs is not waited for longer than this: the limit of a refresh, with the time for its keys and its write. */
export const MAX_HELD_MS = 90_000;
/** Longer than a few holders take, one after the other. */
const DEFAULT_WAIT_MS = 30_000;

/** The work under a lock, and what can make the wait for it needless. */
export interface LockedWork<Result> {
  work: () => Promise<Result>;
  /** Called while another holds the lock. If it gives something, that is the result, and the lock is not needed any more. */
  meanwhile?: () => Promise<Result | undefined>;
  /**
   * Called with the lock, before the work: whether a holder before has left its work unfinished. It may be alive, and only have lost the
   * store, so the lock is left to it for a while, once.
   */
  isUnfinished?: () => Promise<boolean>;
  /** How long to wait for the lock, in milliseconds. Default is half a minute. */
  waitMs?: number | undefined;
  /** Called in place of the work when others hold the lock for longer than that. Default is to reject. */
  otherwise?: (() => Promise<Result>) | undefined;
}

/**
 * Does work that only one may do at a time, over all processes. Rejects with a `SessionError` when the store does not
 * answer, or when others hold the lock for too long.
 */
export async function withLock<Result>(
  records: RecordStore,
  key: string,
  { work, meanwhile, isUnfinished, waitMs = DEFAULT_WAIT_MS, otherwise = rejectAsHeld }: LockedWork<Result>,
): Promise<Result> {
  const mine = randomBytes(12).toString('base64url');
  const until = performance.now() + waitMs;
  let interval = RETRY_INTERVAL_MS;
  const tryToTake = lockTaker(records, { key, mine, isUnfinished });
  while (!(await tryToTake())) {
    if (performance.now() > until) return otherwise();
    // Spread the retries of those who wait.
    await wait(interval * (1 + Math.random()));
    interval = Math.min(interval * 1.1, MAX_RETRY_INTERVAL_MS);
    const result = await meanwhile?.();
    if (result !== undefined) return result;
  }
  const stopKeeping = keepLock(records, key, mine);
  try {
    return await work();
  } finally {
    stopKeeping();
    await release(records, key, mine);
  }
}

/** Tries to take a lock, with each call. Once, it is left to a holder whose work is unfinished. */
function lockTaker(
  records: RecordStore,
  { key, mine, isUnfinished }: { key: string; mine: string; isUnfinished: (() => Promise<boolean>) | undefined },
): () => Promise<boolean> {
  let notBefore: number | undefined;
  return async () => {
    if (notBefore !== undefined && performance.now() < notBefore) return false;
    if (!(await records.swap(key, null, mine, LOCK_LIFE_SECONDS))) return false;
    if (notBefore !== undefined || !isUnfinished) return true;
    let isFree = false;
    try {
      isFree = !(await isUnfinished());
      notBefore = performance.now() + RETURN_MS;
    } finally {
      if (!isFree) await release(records, key, mine);
    }
    return isFree;
  };
}

/** A lock that cannot be released now expires. */
async function release(records: RecordStore, key: string, mine: string): Promise<void> {
  await records.swap(key, mine, null, LOCK_LIFE_SECONDS).catch(() => undefined);
}

/** Renews a lock until the returned function is called. */
function keepLock(records: RecordStore, key: string, mine: string): () => void {
  const until = performance.now() + MAX_HELD_MS;
  let isOver = false;
  const renewal = setInterval(() => {
    if (performance.now() > until) return stop();
    void renew().catch(() => undefined);
  }, RENEW_INTERVAL_MS);
  // The work itself says how long the process is needed.
  renewal.unref();
  return stop;

  async function renew(): Promise<void> {
    const isMine = await records.swap(key, mine, mine, LOCK_LIFE_SECONDS);
    // It has expired: this process was suspended, or the store was away. Unless somebody else has it, it is ours again.
    if (!isMine && !isOver) await records.swap(key, null, mine, LOCK_LIFE_SECONDS);
  }

  function stop(): void {
    isOver = true;
    clearInterval(renewal);
  }
}

async function rejectAsHeld(): Promise<never> {
  throw new SessionError('Another request has been renewing this token for too long', {
    code: 'ERR_OAUTH_SESSION_STORE',
    hint: 'Check whether the provider answers, and whether the clocks of this machine and of Redis are right',
  });
}
