/** Authorization parameters that only this package sets. */
export const OWN_PARAMETERS = [
  'client_id',
  'client_secret',
  'redirect_uri',
  'response_type',
  'response_mode',
  'state',
  'nonce',
  'scope',
  'request',
  'request_uri',
  'code_challenge',
  'code_challenge_method',
  'dpop_jkt',
];

/** Finds the first parameter that the app must not set, or whose value no provider could understand. */
export function findWrongParameter(parameters: Record<string, unknown>): string | undefined {
  return Object.keys(parameters).find((name) => OWN_PARAMETERS.includes(name) || !isValid(name, parameters[name]));
}

function isValid(name: string, value: unknown): boolean {
  if (name === 'max_age') return typeof value === 'string' && /^\d{1,9}$/.test(value);
  return typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
}
