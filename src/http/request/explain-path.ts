import { describeValue } from '../../shared/check-options.js';

/** Says why a value is no path of a route, and what to write; undefined where nothing helpful can be said. */
export function explainPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (URL.canParse(value)) {
    const { pathname } = new URL(value);
    return `It is a path, not an address: write ${described(pathname)}. The origin comes from "baseUrl", or from the request`;
  }
  if (/^\/+$/.test(value)) return 'The app itself answers "/": give this route a path of its own, such as "/auth"';
  if (!value.startsWith('/')) return `Begin it with a slash: write ${described(`/${value}`)}`;
  if (/[?#]/.test(value))
    return `Leave out the query and the fragment: write ${described(value.replace(/[?#].*$/s, ''))}`;
  if (value.endsWith('/')) return `Leave out the slash at its end: write ${described(value)}. Express answers both`;
  if (value.includes('//')) return `Leave out the empty part: write ${described(value)}`;
  if (value.includes('..')) return 'Write the path without ".."';
  return 'It is no pattern: each part consists of letters, digits, "-", "_", "." and "~"';
}

/** A path without the slashes that make it wrong. */
function described(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return describeValue(`/${parts.join('/')}`);
}
