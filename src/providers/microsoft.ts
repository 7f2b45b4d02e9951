import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

/** The administrator of a tenant can set `email` to any address. */
const MICROSOFT: OidcProvider = {
  protocol: 'oidc',
  name: 'microsoft',
  label: 'Microsoft',
  placeholders: { tenant: { kind: 'segment', default: 'common' } },
  issuer: 'https://login.microsoftonline.com/{tenant}/v2.0',
  // This optional claim is true if the tenant has proved that it owns the domain of the address.
  claims: { email_verified: 'xms_edov' },
  otherAccount: { prompt: 'select_account' },
  apiBase: 'https://graph.microsoft.com/v1.0/',
  groups: {
    claim: 'groups',
    // Asked if the claim is missing: it always is for a user with more than 200 groups ("overage").
    endpoint: 'https://graph.microsoft.com/v1.0/me/transitiveMemberOf/microsoft.graph.group?$select=id&$top=999',
    names: ['id'],
    scope: 'GroupMember.Read.All',
  },
  membership: 'tid',
  documentation: 'https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc',
  checked: '2026-11-21',
};

/**
 * Creates a client for Microsoft Entra ID; `tenant` is the id of a directory, `organizations`, or `common`. The default
 * is `common`, which allows all accounts: the claim `tid` says which directory one belongs to. An e-mail address is verified only if the
 * optional claim `xms_edov` says so: identify users by `ident`.
 */
export const microsoft: ProviderFactory<never, 'tenant'> = providerFactory('microsoft', MICROSOFT);
