import { isRecord } from '../is-record.js';
import { readClaim } from './claim-source.js';
import { tooMuchError } from './check-claims.js';
import { nextPage } from './next-page.js';

/** Where a provider says which groups a user is in. */
export interface GroupsRule {
  /** The scope to ask for, beside the client's own. Default is none. */
  scope?: string | undefined;
  /** The claim, or field of the user info, that lists them. Default is none. */
  claim?: string | undefined;
  /** The address that lists them, page by page, when no claim does. Default is none. */
  endpoint?: string | undefined;
  /** The fields of an entry there that make its name, joined by a slash. Default is `['name']`. */
  names?: readonly string[] | undefined;
}

const MAX_PAGES = 20;
/** The most groups of a user: as many as twenty pages list, of a hundred each. More do not fit into a session, so the rest is not read. */
export const MAX_GROUPS = 2000;

/** One page of a list. */
interface Page {
  entries: unknown[];
  next: string | undefined;
}

/** How the pages of a list are fetched. */
export interface PageRequests {
  /** Fetches an address of the provider's API with the access token. */
  get: (url: string) => Promise<Response>;
  /** The time limit for all pages together. */
  limitMs: number;
}

/**
 * Reads the groups of a user from the claims, else from the endpoint. Undefined when the list cannot be read completely: the sign-in goes
 * on without groups, and a part of a list never passes for all of it. Throws a `ProviderUnavailableError` for more than a session can hold.
 */
export async function readGroups(
  { claim, endpoint, names = ['name'] }: GroupsRule,
  claims: Record<string, unknown>,
  requests: PageRequests,
): Promise<string[] | undefined> {
  const listed = claim === undefined ? undefined : readClaim(claims, claim);
  const claimed = groupsIn(listed);
  if (claimed !== undefined || endpoint === undefined) return claimed;
  return readPages({ endpoint, names }, requests);
}

/** The groups in a claim; undefined where it is none, or lists something else. Some providers send a single group as a text. */
function groupsIn(claim: unknown): string[] | undefined {
  if (typeof claim === 'string') return claim === '' ? [] : [claim];
  if (!Array.isArray(claim)) return undefined;
  const groups = claim.filter((group): group is string => typeof group === 'string' && group !== '');
  const isReadable = !claim.some((group) => typeof group === 'object' && group !== null);
  return isReadable && (groups.length > 0 || claim.length === 0) ? groups : undefined;
}

async function readPages(
  { endpoint, names }: { endpoint: string; names: readonly string[] },
  { get, limitMs }: PageRequests,
): Promise<string[] | undefined> {
  const until = performance.now() + limitMs;
  const pages = new Set<string>();
  const groups = new Set<string>();
  let entries = 0;
  let url: string | undefined = endpoint;
  while (url !== undefined && !pages.has(url)) {
    if (pages.size >= MAX_PAGES || performance.now() >= until) return undefined;
    pages.add(url);
    const page: Page | undefined = await readPage(url, get);
    if (!page) return undefined;
    entries += page.entries.length;
    if (entries > MAX_GROUPS) throw tooMuchError(`The provider listed more than ${MAX_GROUPS} groups`, undefined);
    for (const entry of page.entries) groups.add(nameOf(entry, names));
    const next = page.next === undefined ? undefined : sameOrigin(page.next, endpoint);
    if (page.next !== undefined && next === undefined) return undefined;
    url = next;
  }
  groups.delete('');
  return [...groups];
}

async function readPage(url: string, get: PageRequests['get']): Promise<Page | undefined> {
  try {
    const response = await get(url);
    if (response.status !== 200) return undefined;
    const body: unknown = await response.json();
    const entries = isRecord(body) ? body['value'] : body;
    if (!Array.isArray(entries)) return undefined;
    const odata = isRecord(body) ? body['@odata.nextLink'] : undefined;
    return { entries, next: typeof odata === 'string' ? odata : nextPage(response.headers.get('link')) };
  } catch {
    return undefined;
  }
}

function nameOf(entry: unknown, names: readonly string[]): string {
  if (!isRecord(entry)) return '';
  const parts = names.map((name) => readClaim(entry, name));
  return parts.every((part) => typeof part === 'string' || Number.isSafeInteger(part)) ? parts.join('/') : '';
}

/** The address of the next page; undefined on another origin, where the token must not go. */
function sameOrigin(next: string, endpoint: string): string | undefined {
  if (!URL.canParse(next, endpoint)) return undefined;
  const url = new URL(next, endpoint);
  return url.origin === new URL(endpoint).origin ? url.href : undefined;
}
