import { createHash } from 'node:crypto';
import type { Response } from 'express';
import { STYLE } from '../pages/page.js';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Our own pages need their style only. There is no `form-action`: browsers apply it to the redirects after a form, too, which may lead to the provider. */
const OUR_CSP = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`;
/** A page of the app's own may have its own style, pictures and scripts, from its own origin. */
const APP_CSP =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The headers of every answer of ours (RFC 9700, sections 4.2.4 and 4.16). */
function guardHeaders(res: Response): void {
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Referrer-Policy', 'no-referrer');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Security-Policy', OUR_CSP);
}

/** Sends the browser on, always with a GET (RFC 9700, section 4.12). */
export function seeOther(res: Response, to: string): void {
  guardHeaders(res);
  // Not `res.redirect()`: it writes a body that repeats the address, and rewrites "back".
  res.statusCode = 303;
  res.setHeader('Location', to);
  res.end();
}

/** Sends a page: one of ours, or the app's. */
export function sendPage(res: Response, status: number, page: { html: string; ours: boolean }): void {
  guardHeaders(res);
  if (!page.ours) res.setHeader('Content-Security-Policy', APP_CSP);
  res.status(status).type('html').send(page.html);
}

/** Sends an answer without a body. */
export function sendEmpty(res: Response, status: number): void {
  guardHeaders(res);
  res.status(status).end();
}

/** Sends an empty page that this origin may show in a frame. */
export function sendFrame(res: Response, origin: string | undefined): void {
  guardHeaders(res);
  res.setHeader('Content-Security-Policy', `default-src 'none'; frame-ancestors ${origin ?? "'none'"}`);
  res.status(200).type('html').send('<!doctype html><title>Signed out</title>');
}

/** Sends a problem to a program (RFC 9457). */
export function sendProblem(res: Response, problem: { status: number; title: string } & Record<string, unknown>): void {
  guardHeaders(res);
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
