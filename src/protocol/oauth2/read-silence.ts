import type { PendingChecks } from '../client.js';

/** Whether an authorization request tells the provider to show no page (OIDC Core, section 3.1.2.1). */
export function readSilence(parameters: URLSearchParams): Pick<PendingChecks, 'silent'> {
  return parameters.get('prompt') === 'none' ? { silent: true } : {};
}
