/** Text that is HTML already. */
class Html extends String {}

type Part = Html | string | readonly Html[];

/** A template tag that escapes its values. */
export function html(texts: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(texts.map((text, at) => text + escapeValue(parts[at] ?? '')).join(''));
}

function escapeValue(part: Part): string {
  if (typeof part !== 'string') return part instanceof Html ? part.toString() : part.map(escapeValue).join('');
  return part.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A page of the app. */
export function page({ title, body, signedIn }: { title: string; body: Html; signedIn: boolean }): string {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/public/style.css">
<header><a href="/">Lighthouse</a>
${signedIn ? html`<nav><a href="/me">You</a> <a href="/devices">Devices</a> <a href="/admin">Admin</a></nav><form method="post" action="/logout"><button>Sign out</button></form>` : ''}</header>
<main><h1>${title}</h1>${body}</main>
</html>`.toString();
}
