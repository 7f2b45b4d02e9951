import { inspect } from 'node:util';
import type { NextFunction, Request, Response } from 'express';
import type { EventMap, OAuth } from '../../../src/index.js';
import { expect } from './expect.js';

/** Routes of the test that may return secrets. */
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
/** A private key as JSON or as printed by the console. The test does not know the keys that the app generates. */
const PRIVATE_KEY = /\bd["']?\s*:\s*["'][\w-]{40,}["']/;
/** Shorter values could occur in any page. */
const SHORTEST_SECRET = 16;

/**
 * Records every page, header, cookie, event, warning, and error (with its causes) of an app, and searches them for secrets
 * in the end.
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
    // Requests to the provider may contain what the standards require: state, nonce, challenge, and the ID token hint of a logout.
    if (typeof location === 'string' && !isElsewhere(location, req)) this.#see(`location of ${req.path}`, location);
    if (refresh === undefined) this.#see(`page ${req.method} ${req.path}`, body);
  }

  #see(where: string, what: unknown): void {
    const text = typeof what === 'string' ? what : Buffer.isBuffer(what) ? what.toString() : all(what);
    this.#seen.push({ where, text });
  }

  /** Throws if a secret or a cookie value was recorded. */
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
