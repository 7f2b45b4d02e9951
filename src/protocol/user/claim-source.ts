import { isRecord } from '../is-record.js';

/**
 * Where a claim is found in a provider's user info: the name of a field, or the path to it (`user.name`, `images.0.url`). In a list,
 * `blogs.[primary].url` takes the entry whose field `primary` is true. The values of several sources are joined by a space. A text with
 * braces is a template: `https://cdn.example/{id}.png`.
 */
export type ClaimSource = string | readonly string[];

/**
 * Where claims are found, by the names of OpenID Connect. `email_verified` is true for a field that is `true` or 1, is the time of the
 * verification, or is the address itself: some fields hold only a verified one.
 */
export type ClaimNames = Readonly<Record<string, ClaimSource>>;

/** Reads the value at a source in a user info; undefined when there is none. */
export function readClaim(raw: Record<string, unknown>, source: ClaimSource): unknown {
  if (typeof source !== 'string') {
    const parts = source.map((path) => valueAt(raw, path)).filter((part) => typeof part === 'string' && part !== '');
    return parts.length === 0 ? undefined : parts.join(' ');
  }
  return source.includes('{') ? fillTemplate(raw, source) : valueAt(raw, source);
}

/** Undefined when a field is missing. A field at the start is the start of an address and stays as it is; others are encoded. */
function fillTemplate(raw: Record<string, unknown>, template: string): string | undefined {
  let isComplete = true;
  const text = template.replace(/\{([^}]+)\}/g, (_, path: string, position: number) => {
    const value = valueAt(raw, path);
    if (value === '' || (typeof value !== 'string' && !Number.isSafeInteger(value))) isComplete = false;
    // A lone surrogate has no encoding.
    const filled = String(value).toWellFormed();
    return position === 0 ? filled : encodeURIComponent(filled).replaceAll('%2F', '/');
  });
  return isComplete ? text : undefined;
}

/** A field by its whole name, else by its path. Inherited members, such as `constructor`, are never read. */
function valueAt(raw: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(raw, path)) return raw[path];
  let value: unknown = raw;
  for (const step of path.split('.')) {
    if (Array.isArray(value) && step.startsWith('[')) {
      value = value.find((entry) => isRecord(entry) && entry[step.slice(1, -1)] === true);
      continue;
    }
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
