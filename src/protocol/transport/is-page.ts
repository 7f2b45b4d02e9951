/** Whether an answer is the page of a proxy, or of a network that wants a login of its own. Some providers send JSON under the type of a page. */
export function isPage(headers: Headers, text: string): boolean {
  return mayBePage(headers) && /^\s*</.test(text);
}

/** Whether an answer may be a page, by its headers. */
export function mayBePage(headers: Headers): boolean {
  return /^(?:text\/html|application\/xhtml\+xml)\b/i.test(headers.get('content-type') ?? '');
}
