let warned = false;

/** Warns, once in a process, that sessions in memory do not last. */
export function warnOfMemory(): void {
  if (warned) return;
  warned = true;
  const message =
    'Sessions and tokens are kept in memory: they are lost at the next restart. Set the option "redis" for anything but development.';
  process.emitWarning(message, { type: 'OAuthWarning', code: 'OAUTH_MEMORY' });
}

/** Warns that the users' cookies are sent unencrypted. */
export function warnOfPlainHttp(): void {
  const message =
    'The option "baseUrl" is plain http: anybody on the network can read the session cookies, and use them.';
  process.emitWarning(message, { type: 'OAuthWarning', code: 'OAUTH_PLAIN_HTTP' });
}
