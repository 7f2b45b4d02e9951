import { isObject } from '../shared/shape.js';
import type { SignIn } from './session-data.js';

/**
 * The claims of an account as they are stored. Most of them are as the provider sent them, so they stand in `raw` only: `as` names those, or is 1
 * where these are all of `raw`. `own` has the others.
 */
interface CompactInfo {
  raw: Record<string, unknown>;
  as: readonly string[] | 1;
  own: Record<string, unknown>;
}

/** A sign-in with each claim once, for a record: claims are most of it. */
export function compactSignIn(signIn: SignIn): unknown {
  const { connections } = signIn;
  const compact = { ...signIn, info: compactInfo(signIn.info) };
  if (!connections) return compact;
  return { ...compact, connections: mapValues(connections, (each) => ({ ...each, info: compactInfo(each.info) })) };
}

/** Makes of a sign-in that has been read what `compactSignIn` was given. Anything else stays as it is: an older version wrote sign-ins in full. */
export function expandSignIn(stored: unknown): void {
  if (!isObject(stored)) return;
  stored['info'] = expandInfo(stored['info']);
  const { connections } = stored;
  if (!isObject(connections)) return;
  for (const each of Object.values(connections)) if (isObject(each)) each['info'] = expandInfo(each['info']);
}

function compactInfo({ raw, ...claims }: SignIn['info']): CompactInfo {
  const names = Object.keys(claims);
  const as = names.filter((name) => Object.hasOwn(raw, name) && isSame(claims[name], raw[name]));
  const own = Object.fromEntries(names.filter((name) => !as.includes(name)).map((name) => [name, claims[name]]));
  return { raw, as: as.length === Object.keys(raw).length ? 1 : as, own };
}

function expandInfo(stored: unknown): unknown {
  if (!isObject(stored) || typeof stored['sub'] === 'string') return stored;
  const { raw, as, own } = stored;
  if (!isObject(raw) || !isObject(own) || (as !== 1 && !Array.isArray(as))) return stored;
  const info: Record<string, unknown> = {};
  for (const name of as === 1 ? Object.keys(raw) : (as as unknown[]))
    if (typeof name === 'string') add(info, name, raw[name]);
  for (const name of Object.keys(own)) add(info, name, own[name]);
  info['raw'] = raw;
  return info;
}

/** Adds a claim. One named `__proto__` is an own member, as JSON makes it. */
function add(info: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') info[name] = value;
  else Object.defineProperty(info, name, { value, writable: true, enumerable: true, configurable: true });
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));
}

function mapValues<T, U>(object: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}
