/** The names that every object inherits a member of. A copy by assignment would set the prototype, or hide a method. */
const INHERITED_NAMES = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);

/**
 * Copies claims without the members, at any depth, that are named like what every object inherits: `__proto__`, `constructor`, `toString`. No
 * provider means a claim by them, and the app copies and looks up claims in its own ways.
 */
export function dropInheritedNames<Claims extends object>(claims: Claims): Claims {
  const copy = {};
  const open: [from: object, to: object][] = [[claims, copy]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [from, to] = next;
    for (const [name, value] of Object.entries(from) as [string, unknown][]) {
      if (INHERITED_NAMES.has(name)) continue;
      const copied = startCopy(value);
      (to as Record<string, unknown>)[name] = copied ?? value;
      if (copied) open.push([value as object, copied]);
    }
  }
  return copy as Claims;
}

/** An empty copy of a list or an object; undefined for any other value. A client of the app's own may give a `Date`. */
function startCopy(value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Date) return undefined;
  return Array.isArray(value) ? [] : {};
}
