import { pass, without } from '../run.js';

// The provider's metadata lacks an endpoint, and the app knows it.
export default pass(
  { discovery: (metadata) => without(metadata as Record<string, string>, 'token_endpoint') },
  { client: { fixes: { metadata: (json) => ({ ...json, token_endpoint: `${String(json['issuer'])}/token` }) } } },
);
