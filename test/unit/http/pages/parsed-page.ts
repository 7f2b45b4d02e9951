/** An element of a page, with what these tests need of it. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
}

/** Parses a page into its elements, in their order, and its text. Supports only the HTML of the library's pages. */
export function parsePage(html: string): { elements: Element[]; text: string } {
  const elements: Element[] = [];
  const withoutStyle = html.replace(/<style>[^<]*<\/style>/, '');
  const text = withoutStyle.replace(
    /<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>|<\/[a-z][a-z0-9]*>|<!doctype html>/g,
    (_tag, name?: string, attributes = '') => {
      if (name !== undefined) elements.push({ name, attributes: attributesIn(attributes) });
      return '';
    },
  );
  return { elements, text: decodeEntities(text) };
}

function attributesIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, decodeEntities(value)]),
  );
}

function decodeEntities(text: string): string {
  const characters: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => characters[entity] ?? entity);
}
