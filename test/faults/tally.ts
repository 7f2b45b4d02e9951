/** Data that was acknowledged and then lost. A listing is a session's entry in the list of its user. */
export interface Losses {
  sessions: number;
  tokens: number;
  listings: number;
}

/** The counts of a play, and the errors that it found. */
export class Tally {
  requests = 0;
  longestRequestMs = 0;
  /** The longest time without a page for anybody, and the longest for a single user. */
  longestWithoutSuccessMs = 0;
  longestForOneMs = 0;
  readonly signIns = { tried: 0, succeeded: 0, failed: new Map<string, number>() };
  /** The sessions that were checked after the fault: some must be there, others must not. */
  readonly audited = { sessions: 0, signedOut: 0 };
  readonly lost: Losses = { sessions: 0, tokens: 0, listings: 0 };
  /** Also lost or restored, but no replica had the write when its master failed. */
  readonly unreplicated: Losses & { signOuts: number } = { sessions: 0, tokens: 0, listings: 0, signOuts: 0 };
  /** How often a session or its tokens seemed lost, but were there a second later. */
  missedOnce = 0;
  /** Descriptions of users who had access that they must not have. */
  readonly wrong: string[] = [];
  /** Answers that the fault does not explain, with their number. */
  readonly unexpected = new Map<string, number>();
  #lastSuccess = performance.now();

  /** Records that a signed-in user got a page, this long after the last one. */
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

  /** Starts to measure the time without a page. */
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
