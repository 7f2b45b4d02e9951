import type { VisibleRefusal } from './client.js';

/** Whether a refusal is no failure, but a login page that was open for longer than its provider keeps a login. Keycloak says it so. */
export function isAuthenticationExpired({ error, description }: VisibleRefusal): boolean {
  return error.toLowerCase() === 'temporarily_unavailable' && description?.toLowerCase() === 'authentication_expired';
}
