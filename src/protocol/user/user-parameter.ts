/**
 * Reads the user's name from the parameter `user` of the authorization response (Sign in with Apple). The parameter is not signed, so
 * nothing else in it is used.
 */
export function readUserParameter(parameters: URLSearchParams): Record<string, string> {
  const { firstName, lastName } = parseName(parameters.get('user') ?? '');
  const names = {
    given_name: firstName,
    family_name: lastName,
    name: [firstName, lastName].filter(Boolean).join(' '),
  };
  return Object.fromEntries(Object.entries(names).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

function parseName(user: string): { firstName?: string; lastName?: string } {
  try {
    const { name } = JSON.parse(user) as { name?: { firstName?: unknown; lastName?: unknown } };
    const { firstName, lastName } = name ?? {};
    return {
      ...(typeof firstName === 'string' ? { firstName } : {}),
      ...(typeof lastName === 'string' ? { lastName } : {}),
    };
  } catch {
    return {};
  }
}
