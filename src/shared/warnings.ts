let warned = false;
let warnedOfOtherHost = false;

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

/** Warns, once in a process, that a page was opened at another host than that of `baseUrl`. */
export function warnOfOtherHost(seen: string, { origin }: URL): void {
  if (warnedOfOtherHost) return;
  warnedOfOtherHost = true;
  const message =
    `A page was requested at the host ${seen.slice(0, 100)}, and "baseUrl" is ${origin}: logins go there, as browsers keep cookies for ` +
    'one host. If users open the other host, redirect it to "baseUrl" in front of the app. If they do not, a proxy names its own host: have it ' +
    'pass the Host header on (nginx: proxy_set_header Host $host).';
  process.emitWarning(message, { type: 'OAuthWarning', code: 'OAUTH_OTHER_HOST' });
}
