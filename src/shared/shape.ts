/** Tells whether a value, which may come from anywhere, is of one kind. */
export type Kind = (value: unknown) => boolean;

/** Whether a value is an object with these members, each of its kind. Inherited members do not count, and others may be there. */
export function hasShape(value: unknown, shape: Readonly<Record<string, Kind>>): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  for (const name in shape) if (!shape[name]?.(Object.hasOwn(value, name) ? value[name] : undefined)) return false;
  return true;
}

/** The kinds of values. */
export const is = {
  text: (value: unknown) => typeof value === 'string',
  name: (value: unknown) => typeof value === 'string' && value !== '',
  time: (value: unknown) => Number.isFinite(value),
  flag: (value: unknown) => typeof value === 'boolean',
  object: (value: unknown) => isObject(value),
  optional: (kind: Kind) => (value: unknown) => value === undefined || kind(value),
  oneOf:
    (...kinds: Kind[]) =>
    (value: unknown) =>
      kinds.some((kind) => kind(value)),
  exactly: (expected: unknown) => (value: unknown) => value === expected,
  listOf: (kind: Kind) => (value: unknown) => Array.isArray(value) && value.every((each) => kind(each)),
  mapOf: (kind: Kind) => (value: unknown) => isObject(value) && Object.values(value).every((each) => kind(each)),
  shape: (shape: Readonly<Record<string, Kind>>) => (value: unknown) => hasShape(value, shape),
};

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
