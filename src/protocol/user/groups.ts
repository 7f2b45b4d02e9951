import { isRecord, valueOf } from './user-claims.js';

/** Where a provider says which groups a user is in. */
export interface GroupsRule {
  /** The scope to ask for, beside the client's own. Default is none. */
  scope?: string | undefined;
  /** The claim, or field of the user info, that lists them. Default is none. */
  claim?: string | undefined;
  /** Where they are listed, page by page, when no claim lists them. Default is none. */
  endpoint?: string | undefined;
  /** The fields of an entry there that make its name, joined by a slash. Default is `['name']`. */
  names?: readonly string[] | undefined;
}

/** So many pages at most are read. */
const MOST_PAGES = 20;

/** One page of a list. */
interface Page {
  entries: unknown[];
  next: string | undefined;
}

/** How pages are asked for. */
export interface AskPages {
  /** Fetches an address of the provider's API with the access token. */
  get: (url: string) => Promise<Response>;
  /** All pages together take no longer. */
  limitMs: number;
}

/**
 * The groups of a user, as the claims or the endpoint say; undefined when neither tells all of them: the sign-in works without, and
 * a part is not taken for the whole.
 */
export async function groupsOf(
  { claim, endpoint, names = ['name'] }: GroupsRule,
  claims: Record<string, unknown>,
  { get, limitMs }: AskPages,
): Promise<string[] | undefined> {
  const listed = claim === undefined ? undefined : valueOf(claims, claim);
  if (Array.isArray(listed)) return listed.filter((group): group is string => typeof group === 'string');
  if (endpoint === undefined) return undefined;
  const until = performance.now() + limitMs;
  const pages = new Set<string>();
  const groups = new Set<string>();
  let url: string | undefined = endpoint;
  while (url !== undefined && !pages.has(url)) {
    if (pages.size >= MOST_PAGES || performance.now() >= until) return undefined;
    pages.add(url);
    const answer: Page | undefined = await pageAt(url, get);
    if (!answer) return undefined;
    for (const entry of answer.entries) groups.add(nameOf(entry, names));
    const next = answer.next === undefined ? undefined : sameOrigin(answer.next, endpoint);
    if (answer.next !== undefined && next === undefined) return undefined;
    url = next;
  }
  groups.delete('');
  return [...groups];
}

async function pageAt(url: string, get: AskPages['get']): Promise<Page | undefined> {
  try {
    const response = await get(url);
    if (response.status !== 200) return undefined;
    const body: unknown = await response.json();
    const entries = isRecord(body) ? body['value'] : body;
    if (!Array.isArray(entries)) return undefined;
    const odata = isRecord(body) ? body['@odata.nextLink'] : undefined;
    const link = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
    return { entries, next: typeof odata === 'string' ? odata : link };
  } catch {
    return undefined;
  }
}

function nameOf(entry: unknown, names: readonly string[]): string {
  if (!isRecord(entry)) return '';
  const parts = names.map((name) => valueOf(entry, name));
  return parts.every((part) => typeof part === 'string' || Number.isSafeInteger(part)) ? parts.join('/') : '';
}

/** The next page, unless it is somewhere else: the token does not go there. */
function sameOrigin(next: string, endpoint: string): string | undefined {
  if (!URL.canParse(next, endpoint)) return undefined;
  const url = new URL(next, endpoint);
  return url.origin === new URL(endpoint).origin ? url.href : undefined;
}
