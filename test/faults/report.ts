import type { Fault } from './play.js';
import { singleRedis } from './stores.js';
import type { Losses, Tally } from './tally.js';

/** Writing a renewed token is tried three times, for a second each. No request makes more Redis calls in a row. */
const LONGEST_MS = 8000;

const HEAD = [
  'fault',
  'requests',
  'sign-ins tried',
  'done',
  'failed',
  'asked for again after it: in, signed out',
  'sessions lost',
  'tokens lost',
  'lost, not replicated',
  'wrongly in',
  'longest request',
  'longest without a page: anybody, one user',
  'also',
  'bar',
];

/** Returns the requirements that a play did not meet, in words. */
export function unmetRequirements<Servers>(
  { store, forgets = false, longestRequestMs = LONGEST_MS }: Fault<Servers>,
  tally: Tally,
): string[] {
  const { audited, lost, missedOnce, unexpected, wrong } = tally;
  const isSingle = (store as unknown) === singleRedis;
  const rules: [string, boolean][] = [
    ['nothing was measured', audited.sessions === 0 || audited.signedOut === 0],
    ['a session, or what belongs to it, was lost', !forgets && sum(lost) > 0],
    ['somebody was signed out for a moment', !forgets && isSingle && missedOnce > 0],
    ['somebody got in wrongly', wrong.length > 0],
    ['answers that nothing explains', unexpected.size > 0],
    ['a request took too long', tally.longestRequestMs > longestRequestMs],
  ];
  return rules.flatMap(([what, isBroken]) => (isBroken ? [what] : []));
}

/** The cells of a fault's row. */
export function rowOf(name: string, fault: Fault, tally: Tally): string[] {
  const { audited, lost, signIns, unreplicated } = tally;
  const wrongs = unmetRequirements(fault, tally);
  return [
    `${fault.title} (\`${name}\`)`,
    String(tally.requests),
    String(signIns.tried),
    String(signIns.succeeded),
    formatCounts(signIns.failed),
    `${audited.sessions}, ${audited.signedOut}`,
    String(lost.sessions),
    String(lost.tokens),
    lossesOf(unreplicated),
    String(tally.wrong.length),
    seconds(tally.longestRequestMs),
    `${seconds(tally.longestWithoutSuccessMs)}, ${seconds(tally.longestForOneMs)}`,
    alsoOf(tally),
    wrongs.length === 0 ? 'held' : `BROKEN: ${wrongs.join('; ')}`,
  ];
}

export function tableOf(rows: readonly string[][]): string {
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function alsoOf({ lost, missedOnce, unexpected, wrong }: Tally): string {
  const parts = [
    ...(lost.listings > 0 ? [`${lost.listings} living sessions in no list of their user`] : []),
    ...(missedOnce > 0 ? [`${missedOnce} times signed out for a moment`] : []),
    ...new Set(wrong),
    ...[...unexpected].map(([what, times]) => `${what}: ${times}`),
  ];
  return parts.join('; ') || '-';
}

/** Lists only the kinds that occurred. */
function lossesOf({ sessions, tokens, listings, signOuts }: Tally['unreplicated']): string {
  const kinds = Object.entries({ sessions, tokens, listings, 'sign-outs': signOuts });
  const some = kinds.filter(([, times]) => times > 0);
  return some.map(([kind, times]) => `${times} ${kind}`).join(', ') || '0';
}

function formatCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([what, times]) => `${times} \`${what}\``).join(', ') || '0';
}

function sum({ sessions, tokens, listings }: Losses): number {
  return sessions + tokens + listings;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
