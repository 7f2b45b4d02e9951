import { createHash } from 'node:crypto';

/** The style of all pages: for small screens first, light or dark as the system prefers. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f3f4f7; --card: #fff; --ink: #1b1f2a; --soft: #596275; --line: #d5d9e2; --accent: #2f5bd7; --on-accent: #fff;
  --hover: #f0f4ff; --badge: #fff1d6; --badge-ink: #7a4a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12141a; --card: #1c2029; --ink: #e9ecf3; --soft: #a3acbd; --line: #363d4c; --accent: #8aa8ff; --on-accent: #0e1630;
    --hover: #262c3a; --badge: #46340f; --badge-ink: #ffd993;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 1.5rem 1rem; display: flex; flex-direction: column; align-items: center; justify-content: center;
  background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
main { width: 100%; max-width: 26rem; padding: 1.75rem 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.2; }
p { margin: 0 0 1.25rem; color: var(--soft); overflow-wrap: anywhere; }
strong, code { color: var(--ink); }
ul { list-style: none; margin: 0 0 .75rem; padding: 0; display: grid; gap: .5rem; }
button {
  width: 100%; min-height: 3rem; padding: .6rem .9rem; border: 1px solid var(--line); border-radius: .75rem;
  background: transparent; color: inherit; font: inherit; cursor: pointer;
}
button:hover { background: var(--hover); border-color: var(--accent); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.main { margin-bottom: .5rem; background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
.main:hover { background: var(--accent); filter: brightness(1.08); }
.quiet { color: var(--soft); }
.user { display: flex; align-items: center; gap: .9rem; text-align: left; }
.initial {
  flex: none; width: 2.5rem; height: 2.5rem; border-radius: 50%; display: grid; place-items: center;
  background: var(--accent); color: var(--on-accent); font-weight: 600; text-transform: uppercase;
}
.who { min-width: 0; display: grid; justify-items: start; overflow-wrap: anywhere; }
.name { font-weight: 600; }
.email { color: var(--soft); font-size: .9rem; }
.badge { margin-top: .2rem; padding: .05rem .5rem; border-radius: 1rem; background: var(--badge); color: var(--badge-ink); font-size: .8rem; }
.note { margin: 1rem 0 0; font-size: .85rem; }
footer { margin-top: 1.25rem; max-width: 26rem; color: var(--soft); font-size: .85rem; text-align: center; }
`;

/** The SHA-256 of the style in base64, for a Content-Security-Policy. */
export const styleDigest = createHash('sha256').update(style).digest('base64');
