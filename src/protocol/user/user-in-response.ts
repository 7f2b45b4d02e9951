/** The name of the user, from a parameter that nobody signed (Sign in with Apple): so nothing else of it counts. */
export function userInResponse(parameters: URLSearchParams): Record<string, string> {
  const { firstName, lastName } = nameIn(parameters.get('user') ?? '');
  const names = {
    given_name: firstName,
    family_name: lastName,
    name: [firstName, lastName].filter(Boolean).join(' '),
  };
  return Object.fromEntries(Object.entries(names).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

function nameIn(user: string): { firstName?: string; lastName?: string } {
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
