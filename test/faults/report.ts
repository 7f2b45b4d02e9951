import type { Fault } from './play.js';
import { singleRedis } from './stores.js';
import type { Losses, Tally } from './tally.js';

/** A new token is written with three attempts of a second each. No request makes more Redis calls in a row. */
const MAX_REQUEST_MS = 8000;

const HEAD = [
  'fault',
  'requests',
  'sign-ins tried',
  'succeeded',
  'failed',
  'checked after it: signed in, signed out',
  'sessions lost',
  'tokens lost',
  'lost, not replicated',
  'wrong access',
  'longest request',
  'longest time without a page: all users, one user',
  'remarks',
  'requirements',
];

/** Returns the requirements that a play did not meet, in words. */
export function unmetRequirements<Servers>(
  { store, forgets = false, longestRequestMs = MAX_REQUEST_MS }: Fault<Servers>,
  tally: Tally,
): string[] {
  const { audited, lost, missedOnce, unexpected, wrong } = tally;
  const isSingle = (store as unknown) === singleRedis;
  const rules: [string, boolean][] = [
    ['nothing was measured', audited.sessions === 0 || audited.signedOut === 0],
    ['a session, its tokens or its listing was lost', !forgets && sum(lost) > 0],
    ['somebody was signed out for a moment', !forgets && isSingle && missedOnce > 0],
    ['somebody had wrong access', wrong.length > 0],
    ['answers that the fault does not explain', unexpected.size > 0],
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
    wrongs.length === 0 ? 'met' : `NOT MET: ${wrongs.join('; ')}`,
  ];
}

export function tableOf(rows: readonly string[][]): string {
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function alsoOf({ lost, missedOnce, unexpected, wrong }: Tally): string {
  const parts = [
    ...(lost.listings > 0 ? [`${lost.listings} living sessions that are missing in the list of their user`] : []),
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
