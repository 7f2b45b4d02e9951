import { html } from '../../shared/html.js';
import type { Html } from '../../shared/html.js';

/** The style of all default pages: plain, light and dark, readable on a phone. Its hash is in their Content-Security-Policy. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1c2024;--soft:#60646c;--paper:#f4f5f7;--card:#fff;--line:#d9dce1;--key:#1f5fd0;--key-ink:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#eceef0;--soft:#a0a6ae;--paper:#111315;--card:#1a1d20;--line:#34393f;--key:#78a9ff;--key-ink:#0b1526}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:25rem;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:1rem}
h1{margin:0 0 .5rem;font-size:1.4rem;line-height:1.25}
p{margin:.5rem 0;overflow-wrap:anywhere}
.soft{margin-top:1.25rem;color:var(--soft);font-size:.875rem}
.button{display:block;width:100%;margin-top:.75rem;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.6rem;background:none;color:inherit;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.button.first{background:var(--key);border-color:var(--key);color:var(--key-ink)}
.button:hover{filter:brightness(1.08)}
.button:focus-visible{outline:3px solid var(--key);outline-offset:2px}
nav,form{margin-top:1.25rem}
pre{margin:.75rem 0 0;padding:.75rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);border-radius:.6rem;font-size:.8rem}
`;

/** A whole page around its content. */
export function page(title: string, content: Html): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${html`<title>${title}</title>`.markup}
<style>${STYLE}</style>
</head>
<body>
<main>
${content.markup}
</main>
</body>
</html>
`;
}
