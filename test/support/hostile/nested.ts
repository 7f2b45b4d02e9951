/** A list in a list, so many levels deep. */
export function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

/** So many claims. */
export function manyClaims(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`claim${index}`, 'x']));
}
