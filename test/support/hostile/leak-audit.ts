import { inspect } from 'node:util';
import type { NextFunction, Request, Response } from 'express';
import type { EventMap, OAuth } from '../../../src/index.js';
import { expect } from './expect.js';

/** Routes of the test's own that hand out what a handler may have. */
const HANDED_OUT = new Set(['/token', '/call', '/introspection', '/info']);
const EVENTS: readonly (keyof EventMap)[] = [
  'signIn',
  'denied',
  'signOut',
  'connect',
  'disconnect',
  'token.refreshed',
  'token.dead',
  'failure',
];
/** A private key as JSON and as the console has it: those that the app makes itself nobody else could name. */
const PRIVATE_KEY = /\bd["']?\s*:\s*["'][\w-]{40,}["']/;
/** Shorter values would be found in any page. */
const SHORTEST_SECRET = 16;

/**
 * Sees every page, header, event, error with its causes, and warning of an app, and every cookie that it sets; and looks for secrets in
 * them in the end.
 */
export class LeakAudit {
  readonly #seen: { where: string; text: string }[] = [];
  readonly #cookies = new Set<string>();
  readonly #warned = (warning: Error): void => void this.#seen.push({ where: 'warning', text: inspect(warning) });

  constructor() {
    process.on('warning', this.#warned);
  }

  watch(auth: OAuth): void {
    for (const name of EVENTS) auth.events.on(name, (payload: unknown) => this.#see(`event ${name}`, payload));
  }

  /** The first handler of the app. */
  readonly responses = (req: Request, res: Response, next: NextFunction): void => {
    const end = res.end.bind(res) as (...given: unknown[]) => Response;
    res.end = ((...given: unknown[]) => {
      this.#response(req, res, given[0]);
      return end(...given);
    }) as Response['end'];
    next();
  };

  #response(req: Request, res: Response, body: unknown): void {
    const { location, refresh, 'set-cookie': cookies = [], ...headers } = res.getHeaders();
    for (const cookie of [cookies].flat().map(String)) {
      const [, value = ''] = /=([^;]*)/.exec(cookie) ?? [];
      if (value.length >= SHORTEST_SECRET) this.#cookies.add(decodeURIComponent(value));
    }
    if (HANDED_OUT.has(req.path)) return;
    this.#see(`headers of ${req.method} ${req.path}`, headers);
    // To the provider go what the standards put there: state, nonce and challenge, and the ID token as a hint at a logout.
    if (typeof location === 'string' && !isElsewhere(location, req)) this.#see(`location of ${req.path}`, location);
    if (refresh === undefined) this.#see(`page ${req.method} ${req.path}`, body);
  }

  #see(where: string, what: unknown): void {
    const text = typeof what === 'string' ? what : Buffer.isBuffer(what) ? what.toString() : all(what);
    this.#seen.push({ where, text });
  }

  /** Throws when one of the secrets, or the value of a cookie, was anywhere. */
  check(secrets: Iterable<string>): void {
    process.off('warning', this.#warned);
    const looked = [...new Set([...secrets, ...this.#cookies])];
    const leaks = this.#seen.filter(
      ({ text }) => PRIVATE_KEY.test(text) || looked.some((secret) => isIn(text, secret)),
    );
    expect(leaks).toEqual([]);
  }
}

function isIn(text: string, secret: string): boolean {
  return text.includes(secret) || text.includes(encodeURIComponent(secret));
}

function isElsewhere(location: string, req: Request): boolean {
  return URL.canParse(location) && new URL(location).host !== req.headers.host;
}

function all(what: unknown): string {
  return inspect(what, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null });
}
