import { parseJson } from '../../shared/parse-json.js';
import { isRecord } from '../is-record.js';

/** What a provider says when it refuses, in whatever shape it says it. */
export interface Refusal {
  /** The code of the error, such as `invalid_grant` (RFC 6749, section 5.2). */
  error?: string | undefined;
  /** The words about it. */
  description?: string | undefined;
  /** Whether the code stands where the standard puts it. */
  isStandard?: boolean | undefined;
  /** Every code and every text of the answer, each by itself: a provider may put the better one into a member of its own. */
  said?: readonly string[] | undefined;
}

/** How much of an answer is read. */
const MAX_TEXT_LENGTH = 10_000;
/** How much is kept of the words. Whoever shows them cuts them further, once secrets are withheld. */
const MAX_WORDS_LENGTH = 1000;
const MAX_LISTED = 5;
const MAX_PARAMETERS = 100;
/** A refusal is at most an error in a list of errors. */
const MAX_DEPTH = 3;
const MAX_SAID = 50;

/**
 * The members that hold a code, and those that hold words, the best first: providers have names of their own for both. Their case does not
 * matter.
 */
const CODES = [
  'error',
  'errorcode',
  'error_code',
  'oauth_problem',
  'code',
  'errcode',
  'type',
  'status',
  'errortype',
  'error_type',
];
const WORDS = [
  'error_description',
  'errorsummary',
  'error_message',
  'errormessage',
  'message',
  'error_msg',
  'errmsg',
  'faultstring',
  'reason',
  'error_reason',
  'detail',
  'title',
  'description',
  'msg',
  'error_user_msg',
  'info',
];
/** The members that hold a refusal of their own. */
const NESTED = ['error', 'fault', 'errors', 'meta', 'odata.error', 'data'];
/** The members that no success has, unless they say that nothing is wrong. */
const OF_REFUSALS = [
  'error',
  'errors',
  'errorcode',
  'error_code',
  'errcode',
  'oauth_problem',
  'error_message',
  'errormessage',
  'error_description',
  'odata.error',
  'fault',
];

/** Values of a code by which a provider says that nothing is wrong. */
const NO_ERROR = new Set(['0', '200', 'ok', 'success', 'about:blank']);
const MAX_CODE_LENGTH = 300;

/** Reads the refusal in a text: in JSON, in a form, in the title of a page, or in plain words. */
export function readRefusal(text: string): Refusal {
  const start = text.slice(0, MAX_TEXT_LENGTH).trim();
  if (start === '') return {};
  const json = parseJson(text.trim());
  if (isRecord(json) || Array.isArray(json) || typeof json === 'string') return readJson(json);
  if (start.startsWith('<')) return /<html[\s>]|<!doctype html/i.test(start) ? readPage(start) : readXml(start);
  // Decoding thousands of malformed escapes takes long.
  const form = new URLSearchParams(start.split('&', MAX_PARAMETERS).join('&'));
  const isForm = ['error', 'oauth_problem'].some((name) => form.get(name)) && !/^[^=&]*\s/.test(start);
  return isForm ? readJson(Object.fromEntries(form)) : { description: withoutTokens(cut(start)) };
}

/** Whether an answer that lacks what a success has is a refusal, although its status says success. */
export function saysRefusal(answer: Record<string, unknown>, depth = 0): boolean {
  const members = membersOf(answer);
  const isRefused = OF_REFUSALS.some((name) => isTrouble(members.get(name)));
  const isFailed = [members.get('ok'), members.get('success')].some((value) => value === false || value === 'false');
  const hasCode =
    readCode(members.get('code')) !== undefined && ['message', 'msg'].some((name) => isTrouble(members.get(name)));
  const data = members.get('data');
  const isInside = depth === 0 && isRecord(data) && saysRefusal(data, 1);
  return (
    isRefused || isFailed || hasCode || isInside || /^(?:error|fail(?:ed|ure)?)$/i.test(String(members.get('status')))
  );
}

function isTrouble(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === true || readCode(value) !== undefined;
  const { error, description } = readJson(value);
  return error !== undefined || description !== undefined;
}

/** The members of an answer by their names in small letters. */
function membersOf(answer: Record<string, unknown>): Map<string, unknown> {
  const members = new Map<string, unknown>();
  for (const [name, value] of Object.entries(answer)) {
    const small = name.toLowerCase();
    if (!members.has(small)) members.set(small, value);
  }
  return members;
}

/** Reads the refusal in a parsed answer. */
function readJson(answer: unknown, depth = 0): Refusal {
  if (typeof answer === 'string') return { description: cut(answer) };
  if (depth > MAX_DEPTH) return {};
  if (Array.isArray(answer)) return readList(answer, depth);
  if (!isRecord(answer)) return {};
  const members = membersOf(answer);
  const nested = NESTED.map((name) => members.get(name))
    .filter((value) => typeof value === 'object' && value !== null)
    .map((value) => readNested(value, depth + 1));
  const inner = nested.find(({ error, description }) => error !== undefined || description !== undefined);
  const codes = CODES.map((name) => readCode(members.get(name))).filter((code) => code !== undefined);
  const words = WORDS.map((name) => readWords(members.get(name))).filter((word) => word !== '');
  const all = [...words.slice(0, 2), ...(inner?.description === undefined ? [] : [inner.description])];
  const standard = textCode(answer);
  return {
    ...(standard !== undefined && { isStandard: true }),
    error: standard ?? inner?.error ?? codes[0],
    description: all.length === 0 ? undefined : cut([...new Set(all)].join(', ')),
    said: collect([...codes, ...words], nested),
  };
}

/** Words by themselves, or in the `value` of an OData message. */
function readWords(value: unknown): string {
  const words = isRecord(value) ? value['value'] : value;
  return typeof words === 'string' ? words : '';
}

/** A refusal inside of another one. A list of errors may be an object: the words by the field that they are about. */
function readNested(value: unknown, depth: number): Refusal {
  const read = readJson(value, depth);
  if (!isRecord(value) || read.error !== undefined || read.description !== undefined) return read;
  const fields = Object.entries(value)
    .slice(0, MAX_LISTED)
    .flatMap(([name, said]) =>
      [said]
        .flat()
        .slice(0, MAX_LISTED)
        .map((each) => [name, each] as const),
    )
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .map(([name, words]) => cut(`${name} ${words}`));
  return fields.length === 0 ? read : { description: cut(fields.join(', ')), said: fields };
}

/** What an answer says by itself, and then what is said further inside. */
function collect(own: readonly string[], nested: readonly Refusal[]): string[] {
  const inner = nested.flatMap(({ said, description }) => said ?? (description === undefined ? [] : [description]));
  return [...own.map(cut), ...inner].slice(0, MAX_SAID);
}

/** A code in letters, where `error` itself is one: it is better than any in another member, or further inside. */
function textCode(answer: Record<string, unknown>): string | undefined {
  const { error } = answer;
  return typeof error === 'string' ? readCode(error) : undefined;
}

function readList(list: readonly unknown[], depth: number): Refusal {
  const read = list.slice(0, MAX_LISTED).map((each) => readEntry(each, depth + 1));
  const words = read.flatMap(({ description }) => (description === undefined ? [] : [description]));
  return {
    error: read.find(({ error }) => error !== undefined)?.error,
    description: words.length === 0 ? undefined : cut(words.join(', ')),
    said: collect([], read),
  };
}

/** An entry of a list may name the field that it is about, as Strava's do. */
function readEntry(entry: unknown, depth: number): Refusal {
  const { error, description, said } = readJson(entry, depth);
  const fields = isRecord(entry) ? [entry['resource'], entry['field']].filter((each) => typeof each === 'string') : [];
  if (fields.length === 0) return { error, description, said };
  const words = cut([...fields, error, description].filter((word) => word !== undefined).join(' '));
  return { error, description: words, said: [words, ...(said ?? [])] };
}

function readCode(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text === '') return undefined;
  return text.length > MAX_CODE_LENGTH || NO_ERROR.has(text.toLowerCase()) ? undefined : text;
}

/** The title of a page; without one, that it is a page. */
function readPage(page: string): Refusal {
  const lower = page.toLowerCase();
  const from = lower.indexOf('>', lower.indexOf('<title')) + 1;
  const to = lower.indexOf('</title', from);
  const title = lower.includes('<title') && from > 0 && to > from ? page.slice(from, to).trim() : '';
  return { description: title === '' ? 'a page without a title' : `a page with the title ${cut(title)}` };
}

const ELEMENTS = new Set([...CODES, ...WORDS]);

/** The elements of a short XML answer that have the names of codes or words. */
function readXml(text: string): Refusal {
  const elements = [...text.matchAll(/<(?:\w{1,20}:)?(\w{1,30})(?:\s[^<>]{0,200})?>([^<]{1,1000})</g)];
  const found = elements.filter(([, name = '']) => ELEMENTS.has(name.toLowerCase()));
  const { error, description } = readJson(
    Object.fromEntries(found.map(([, name = '', words = '']) => [name, words.trim()])),
  );
  return error === undefined && description === undefined ? readPage(text) : { error, description };
}

/** Nothing tells what plain words quote: so no word that looks like a token is kept. */
function withoutTokens(words: string): string {
  return words
    .split(/(\s+)/)
    .map((word) => (word.length >= SHORTEST_TOKEN && /\d/.test(word) && /[a-z]/i.test(word) ? '[withheld]' : word))
    .join('');
}

const SHORTEST_TOKEN = 12;

function cut(text: string): string {
  return text.slice(0, MAX_WORDS_LENGTH);
}
