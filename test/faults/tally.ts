/** What was written and acknowledged, and is not there. A listing is a session's place in the list of its user. */
export interface Losses {
  sessions: number;
  tokens: number;
  listings: number;
}

/** What a play counts, and what it finds wrong. */
export class Tally {
  requests = 0;
  longestRequestMs = 0;
  /** How long nobody got a page, and how long one and the same user got none. */
  longestWithoutSuccessMs = 0;
  longestForOneMs = 0;
  readonly signIns = { tried: 0, succeeded: 0, failed: new Map<string, number>() };
  /** Who was asked for once more after the fault: sessions that must be there, and some that must not. */
  readonly audited = { sessions: 0, signedOut: 0 };
  readonly lost: Losses = { sessions: 0, tokens: 0, listings: 0 };
  /** Lost, too, or there again, but of a write that no replica had when its master went. */
  readonly unreplicated: Losses & { signOuts: number } = { sessions: 0, tokens: 0, listings: 0, signOuts: 0 };
  /** How often a session or its tokens seemed to be lost, and were there again a second later. */
  missedOnce = 0;
  /** Who got in where they should not have: in words. */
  readonly wrong: string[] = [];
  /** Answers that no fault explains, and how often. */
  readonly unexpected = new Map<string, number>();
  #lastSuccess = performance.now();

  /** Notes that a signed-in user got a page, who had none for so long. */
  succeeded(forOneMs: number): void {
    const now = performance.now();
    this.longestForOneMs = Math.max(this.longestForOneMs, forOneMs);
    this.longestWithoutSuccessMs = Math.max(this.longestWithoutSuccessMs, now - this.#lastSuccess);
    this.#lastSuccess = now;
  }

  requested(ms: number): void {
    this.requests += 1;
    this.longestRequestMs = Math.max(this.longestRequestMs, ms);
  }

  /** From now on it counts how long nobody gets a page. */
  begin(): void {
    this.#lastSuccess = performance.now();
  }

  lose(what: keyof Losses, isSafe: boolean): void {
    (isSafe ? this.lost : this.unreplicated)[what] += 1;
  }

  signInFailed(why: string): void {
    count(this.signIns.failed, why);
  }

  unexpectedly(what: string): void {
    count(this.unexpected, what);
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
