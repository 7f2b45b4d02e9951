/** An element of a page, as far as these tests look. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
}

/** The elements of a page in their order, and its text without them. Only what our own pages use of HTML is understood. */
export function parsed(html: string): { elements: Element[]; text: string } {
  const elements: Element[] = [];
  const withoutStyle = html.replace(/<style>[^<]*<\/style>/, '');
  const text = withoutStyle.replace(
    /<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>|<\/[a-z][a-z0-9]*>|<!doctype html>/g,
    (_tag, name?: string, attributes = '') => {
      if (name !== undefined) elements.push({ name, attributes: attributesIn(attributes) });
      return '';
    },
  );
  return { elements, text: unescaped(text) };
}

function attributesIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, unescaped(value)]),
  );
}

function unescaped(text: string): string {
  const characters: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => characters[entity] ?? entity);
}
