import { ConfigurationError } from '../../shared/errors.js';
import { isGetOrHead, type ApiCall, type TokenPlacement } from '../transport/api-call.js';

/** Adds a Bearer token to a call. Throws a `ConfigurationError` when the body or the method cannot carry it. (RFC 6750, section 2) */
export function addBearerToken(call: ApiCall, token: string, placement: TokenPlacement): ApiCall {
  switch (placement) {
    case 'header':
      return inHeader(call, token);
    case 'query':
      return inQuery(call, token);
    case 'body':
      return inBody(call, token);
  }
}

function inHeader({ target, init }: ApiCall, token: string): ApiCall {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { target, init: { ...init, headers } };
}

function inQuery({ target, init }: ApiCall, token: string): ApiCall {
  const url = new URL(target);
  url.searchParams.set('access_token', token);
  const headers = new Headers(init.headers);
  // No cache on the way may keep the address (RFC 6750, section 2.3).
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  return { target: url, init: { ...init, headers } };
}

function inBody({ target, init }: ApiCall, token: string): ApiCall {
  const { body = null, method = 'POST' } = init;
  if (body !== null && !(body instanceof URLSearchParams))
    throw new ConfigurationError('A token in the body needs a body of URLSearchParams');
  if (isGetOrHead(method))
    throw new ConfigurationError('A token in the body needs a method that has a body, such as POST', {
      hint: 'For the user info, set the option "userinfoMethod"',
    });
  const form = new URLSearchParams(body ?? undefined);
  form.set('access_token', token);
  return { target, init: { ...init, method, body: form } };
}
