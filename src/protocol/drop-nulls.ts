/** Leaves out the members that are `null`: some providers send it for a member that the specifications leave out. */
export function dropNulls(answer: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null));
}
