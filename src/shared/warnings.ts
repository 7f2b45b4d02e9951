let warned = false;

/** Says, once in a process, that what is kept in memory does not last. */
export function warnOfMemory(): void {
  if (warned) return;
  warned = true;
  const message =
    'Sessions and tokens are kept in memory: they are gone at the next restart. Set the option "redis" for anything but development.';
  process.emitWarning(message, { type: 'OAuthWarning', code: 'OAUTH_MEMORY' });
}

/** Says that the users' cookies can be read on their way. */
export function warnOfPlainHttp(): void {
  const message =
    'The option "baseUrl" is plain http: whoever is on the way can read the session cookies, and be those users.';
  process.emitWarning(message, { type: 'OAuthWarning', code: 'OAUTH_PLAIN_HTTP' });
}
