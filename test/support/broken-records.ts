import { expect } from '@jest/globals';
import { Browser } from './browser.js';

/** Values that may stand anywhere in a broken record. */
const JUNK = JSON.parse(`[
  null, true, 0, -1, 1e300, "", "x", "not a date", [], [null], ["x"], {}, { "x": 1 }, { "length": 1 },
  { "__proto__": { "ident": "oidc:admin" }, "constructor": "x", "toString": 1, "then": 1 }
]`) as unknown[];

/** Whole records that are no session. */
const NO_RECORDS = [
  '',
  'garbage',
  'null',
  '5',
  '"text"',
  '[]',
  '[{"cookie":{}}]',
  '{"cookie":null}',
  '{"cookie":[]}',
  '{"__proto__":{"cookie":{}}}',
  '{"cookie":{"expires":"x","originalMaxAge":"y"}}',
  `{"cookie":{},"deep":${'['.repeat(5000)}${']'.repeat(5000)}}`,
  `{"cookie":{},"deep":${'{"a":'.repeat(201)}1${'}'.repeat(201)}}`,
  `{"cookie":{},"long":"${'x'.repeat(1_000_001)}"}`,
  'A'.repeat(200),
];

/** The record with junk at each place in turn. */
function* brokenCopies(record: string): Generator<{ path: string; text: string }> {
  for (const text of NO_RECORDS) yield { path: '', text };
  for (const path of pathsOf(JSON.parse(record), [])) {
    for (const junk of JUNK)
      yield { path: path.join('.'), text: JSON.stringify(withJunk(JSON.parse(record), path, junk)) };
  }
}

function* pathsOf(value: unknown, path: string[]): Generator<string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, each] of Object.entries(value)) yield* pathsOf(each, [...path, name]);
}

function withJunk(record: unknown, path: string[], junk: unknown): unknown {
  const last = path.at(-1) ?? '';
  let at = record as Record<string, unknown>;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  at[last] = junk;
  return record;
}

/** A record store as a test reads and writes it. */
export interface TestedRecords {
  get: (key: string) => Promise<string | null>;
  set: (key: string, value: string) => Promise<void>;
}

/**
 * Checks that no broken record of a signed-in session is an error: the visitor is anonymous, or is the user whom the rest of the record names.
 * Returns how many records signed nobody in.
 */
export async function checkBrokenSessions(
  url: string,
  { key, records, browser }: { key: string; records: TestedRecords; browser: Browser },
): Promise<{ anonymous: Set<string>; signedIn: Set<string> }> {
  const record = (await records.get(key)) ?? '';
  const cookie = await browser.jar.getCookieString(url);
  const [anonymous, signedIn] = [new Set<string>(), new Set<string>()];
  for (const { path, text } of brokenCopies(record)) {
    await records.set(key, text);
    const answer = await fetch(`${url}/me`, { headers: { cookie } });
    const body = await answer.text();
    if (answer.status === 401) anonymous.add(path);
    else if (answer.status === 200 && body.includes('"ident":"oidc:bob"')) signedIn.add(path);
    else expect({ path, text: text.slice(0, 2000), status: answer.status, body }).toBe('no error');
  }
  await records.set(key, record);
  expect((await browser.get(`${url}/me`)).status).toBe(200);
  return { anonymous, signedIn };
}
