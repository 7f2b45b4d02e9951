import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from '@jest/globals';
import { play } from './play.js';
import type { Fault } from './play.js';
import { unmetRequirements, rowOf, tableOf } from './report.js';

const document = new URL('../../docs/reliability.md', import.meta.url);
const names = readdirSync(new URL('modules/', import.meta.url))
  .map((name) => name.slice(0, -3))
  .toSorted();
const rows: string[][] = [];

afterAll(() => {
  process.stdout.write(`\n${tableOf(rows)}\n`);
  // A run of some faults must not remove the rows of the others.
  if (rows.length === names.length) write(tableOf(rows));
});

it.each(names)(
  '%s',
  async (name) => {
    const { default: fault } = (await import(`./modules/${name}.ts`)) as { default: Fault };
    const tally = await play(fault);
    rows.push(rowOf(name, fault, tally));
    expect(unmetRequirements(fault, tally)).toEqual([]);
  },
  180_000,
);

/** Puts the table in its place in the document. */
function write(table: string): void {
  const text = readFileSync(document, 'utf8');
  const place = /(?<=<!-- measured -->\n).*?(?=<!-- end -->)/s;
  expect(text).toMatch(place);
  writeFileSync(document, text.replace(place, `${table}\n`));
}
