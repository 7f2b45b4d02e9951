import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

const HUGGING_FACE: OidcProvider = {
  protocol: 'oidc',
  name: 'huggingface',
  label: 'Hugging Face',
  issuer: 'https://huggingface.co',
  apiBase: 'https://huggingface.co/api/',
  membership: 'orgs',
  documentation: 'https://huggingface.co/docs/hub/oauth',
  checked: '2026-11-21',
};

/** Creates a client for Hugging Face. */
export const huggingFace: ProviderFactory = providerFactory('huggingFace', HUGGING_FACE);
