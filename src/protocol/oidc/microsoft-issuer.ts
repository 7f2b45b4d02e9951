const ENTRA = 'https://login.microsoftonline.com';
const EXTERNAL_ID = '.ciamlogin.com';
/** Hosts that state the id of a tenant where its domain, or one of its policies, was asked for. */
const TENANT_HOSTS =
  /(?:^|\.)(?:b2clogin\.com|ciamlogin\.com|login\.microsoftonline\.us|login\.partner\.microsoftonline\.cn)$/;

const TENANT_ID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
/** The path of an issuer with the id of a tenant. That of Azure AD B2C may name the policy. */
const TENANT_PATH = new RegExp(`^(?:/tfp)?/${TENANT_ID}(?:/[\\w-]{1,64})?/v2\\.0/?$`, 'i');

/** Whether the metadata that Microsoft publishes below this issuer may state that one. */
export function mayMicrosoftState(stated: URL, issuer: URL): boolean {
  if (stated.search !== '' || stated.hash !== '') return false;
  // The tenant's id, or a template that openid-client fills in per token.
  if (issuer.origin === ENTRA) return stated.origin === ENTRA && /^\/[^/]+\/v2\.0$/.test(stated.pathname);
  if (!isTenantHost(issuer) || !TENANT_PATH.test(stated.pathname)) return false;
  return stated.origin === issuer.origin || isExternalTenant(stated, issuer);
}

/** Whether this is a host of Microsoft that serves a tenant under its names, and states its id. openid-client does not know all of them. */
export function isTenantHost({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && TENANT_HOSTS.test(hostname);
}

/** Entra External ID states an issuer at a host that is named for the tenant's id. */
function isExternalTenant({ origin, pathname }: URL, issuer: URL): boolean {
  const [, tenant = ''] = pathname.split('/');
  return issuer.hostname.endsWith(EXTERNAL_ID) && origin === `https://${tenant}${EXTERNAL_ID}`;
}
