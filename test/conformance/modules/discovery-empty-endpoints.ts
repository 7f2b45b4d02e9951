import { expect, pass } from '../run.js';

// An empty text says that there is no such endpoint.
export default pass(
  {
    discovery: (metadata) => ({
      ...metadata,
      userinfo_endpoint: '',
      end_session_endpoint: '',
      revocation_endpoint: '',
      introspection_endpoint: '',
      pushed_authorization_request_endpoint: '',
      mtls_endpoint_aliases: { token_endpoint: '', userinfo_endpoint: null },
    }),
  },
  { also: ({ provider }) => expect(provider.calls('userinfo')).toBe(0) },
);
