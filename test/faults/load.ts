import { setTimeout as wait } from 'node:timers/promises';
import type { Exchanged } from '../support/browser.js';
import { waitUntil } from '../support/wait-until.js';
import type { Provider } from './provider.js';
import { Tally } from './tally.js';
import { User } from './user.js';
import type { Seen } from './user.js';

/** The number of users that are active at the same time. */
const RESIDENTS = 8;
const VISITORS = 6;
const RESIDENT_PAUSE_MS = 60;
const VISITOR_PAUSE_MS = 50;
const TOKEN_PAUSE_MS = 250;
const LOOK_AGAIN_MS = 1000;
/** The number of sessions that are checked at the same time in the end. */
const LANES = 8;

/** What the load needs to know of the app and the store. */
export interface LoadOptions {
  url: string;
  provider: Provider;
  /** Whether all writes so far, in the slots of these keys, are stored where they survive. */
  isSafe: (keys: readonly string[]) => Promise<boolean>;
  /** Whether the fault may cut connections to the app. */
  cutsConnections: boolean;
}

/**
 * Simulates users until it is stopped. Residents are signed in, read pages and use their tokens. Visitors sign in, read a page, and sign
 * out or stay. A stranger tries guarded pages without a sign-in. All outcomes are counted.
 */
export class Load {
  readonly tally = new Tally();
  /** Whether the fault is over. Later writes are safe. */
  isOver = false;
  readonly #options: LoadOptions;
  readonly #residents: User[] = [];
  readonly #stayed: User[] = [];
  readonly #signedOut: User[] = [];
  readonly #work: Promise<void>[] = [];
  #isStopped = false;
  #users = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    for (let count = 0; count < RESIDENTS; count += 1) this.#residents.push(await this.#newcomer());
    for (const resident of this.#residents) await this.#signIn(resident);
    this.tally.begin();
    this.#work.push(
      ...this.#residents.flatMap((resident) => [this.#read(resident), this.#useTokens(resident)]),
      ...Array.from({ length: VISITORS }, () => this.#visit()),
      this.#tryGuardedPages(),
    );
  }

  /** Resolves after this many more sign-ins. */
  async hasSignedIn(count: number): Promise<void> {
    const enough = this.tally.signIns.succeeded + count;
    await waitUntil(`${count} have signed in`, async () => this.tally.signIns.succeeded >= enough, 60_000);
  }

  /** Whether every resident gets a page now, and a new user can sign in. */
  async isWell(): Promise<boolean> {
    const seen = await Promise.all(this.#residents.map((resident) => resident.see('/token')));
    return seen.every(({ kind }) => kind === 'page') && this.#signIn(await this.#newcomer());
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#work);
  }

  /** Checks every session once more: users who stayed must be signed in, users who signed out must not. */
  async audit(): Promise<void> {
    await inParallel([...this.#residents, ...this.#stayed], (user) => this.#audit(user));
    await inParallel(this.#signedOut, (user) => this.#auditSignedOut(user));
  }

  async #newcomer(): Promise<User> {
    const { url, provider } = this.#options;
    this.#users += 1;
    return User.come(`u${this.#users}`, { url, provider, watch: (exchanged) => this.#watch(exchanged) });
  }

  #watch({ url, status, ms }: Exchanged): void {
    if (!url.startsWith(this.#options.url)) return;
    this.tally.requested(ms);
    if (status === undefined && !this.#options.cutsConnections) this.tally.unexpectedly('no answer');
  }

  async #read(user: User): Promise<void> {
    let last = performance.now();
    while (!this.#isStopped) {
      const seen = await this.#see(user, '/me');
      if (seen.kind === 'page') {
        this.tally.succeeded(performance.now() - last);
        last = performance.now();
      }
      if (!this.#judge(user, seen)) await this.#signIn(user);
      await wait(RESIDENT_PAUSE_MS);
    }
  }

  async #useTokens(user: User): Promise<void> {
    while (!this.#isStopped) {
      const seen = await this.#see(user, '/token');
      // `#read` counts a sign-out, and signs the user in again.
      if (seen.kind !== 'signed out') this.#judge(user, seen);
      if (seen.kind === 'no tokens') await this.#signIn(user);
      await wait(TOKEN_PAUSE_MS);
    }
  }

  async #visit(): Promise<void> {
    for (let visit = 1; !this.#isStopped; visit += 1) {
      const user = await this.#newcomer();
      const stays = visit % 2 === 0;
      if (await this.#signIn(user)) {
        const isIn = this.#judge(user, await this.#see(user, '/me'));
        if (isIn && stays) this.#stayed.push(user);
        else if (isIn) await this.#leave(user);
      }
      await wait(VISITOR_PAUSE_MS);
    }
  }

  async #signIn(user: User): Promise<boolean> {
    const { tally } = this;
    tally.signIns.tried += 1;
    const whyNot = await user.signIn();
    if (whyNot === undefined) {
      tally.signIns.succeeded += 1;
      user.isSafe = await this.#isSafe(user);
      user.isIn = true;
      return true;
    }
    tally.signInFailed(whyNot);
    if ((await user.see('/me')).kind === 'page') tally.wrong.push(`in after a sign-in that failed (${whyNot})`);
    return false;
  }

  async #leave(user: User): Promise<void> {
    if (!(await user.signOut())) return;
    user.isSafe = await this.#isSafe(user);
    this.#signedOut.push(user);
    await this.#checkSignedOut(user);
  }

  async #isSafe(user: User): Promise<boolean> {
    return this.isOver || this.#options.isSafe(await user.keys());
  }

  /** Opens guarded pages without a cookie. */
  async #tryGuardedPages(): Promise<void> {
    while (!this.#isStopped) {
      const stranger = await this.#newcomer();
      if ((await stranger.see('/me')).kind === 'page') this.tally.wrong.push('in without a login');
      await wait(VISITOR_PAUSE_MS);
    }
  }

  /** Requests a page as a signed-in user. A miss is tried again: a former master may not have the data. */
  async #see(user: User, path: '/me' | '/token'): Promise<Seen> {
    const seen = await user.see(path);
    if (seen.kind !== 'signed out' && seen.kind !== 'no tokens') return seen;
    await wait(LOOK_AGAIN_MS);
    const again = await user.see(path);
    if (again.kind === 'page') this.tally.missedOnce += 1;
    return again;
  }

  /** Counts what a signed-in user saw. Returns whether the user is still signed in, as far as it is known. */
  #judge(user: User, seen: Seen): boolean {
    const { tally } = this;
    switch (seen.kind) {
      case 'page':
        this.#checkOwn(user, seen.body);
        return true;
      case 'away':
        return true;
      case 'no tokens':
        this.#lose('tokens', user);
        return true;
      case 'signed out':
        this.#lose('sessions', user);
        return false;
      case 'unexpected':
        if (seen.why !== 'no answer') tally.unexpectedly(seen.why);
        return true;
    }
  }

  /** Counts a loss once, until the user has signed in again. */
  #lose(what: 'sessions' | 'tokens', user: User): void {
    if (user.isIn) this.tally.lose(what, user.isSafe);
    user.isIn = false;
  }

  #checkOwn({ name }: User, { ident, token }: { ident?: string; token?: string }): void {
    if (ident !== `oidc:${name}`) this.tally.wrong.push(`${name} is taken for ${ident}`);
    const owner = token === undefined ? name : this.#options.provider.ownerOf(token);
    if (owner !== name) this.tally.wrong.push(`${name} got a token of ${owner}`);
  }

  async #audit(user: User): Promise<void> {
    const { tally } = this;
    tally.audited.sessions += 1;
    if (!this.#judge(user, await this.#see(user, '/token'))) return;
    const listed = await user.see('/listed');
    if (listed.kind === 'page' && !listed.body.isListed) tally.lose('listings', user.isSafe);
  }

  async #auditSignedOut(user: User): Promise<void> {
    this.tally.audited.signedOut += 1;
    await this.#checkSignedOut(user);
  }

  async #checkSignedOut(user: User): Promise<void> {
    if ((await user.see('/me')).kind !== 'page') return;
    if (user.isSafe) this.tally.wrong.push('in after signing out');
    else this.tally.unreplicated.signOuts += 1;
  }
}

/** Does something for each user, a few users at a time. */
async function inParallel(users: readonly User[], work: (user: User) => Promise<void>): Promise<void> {
  const left = [...users];
  const lane = async () => {
    for (let user = left.pop(); user; user = left.pop()) await work(user);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
