/** Markup that is safe to send: everything that was put into it is escaped. */
export interface Html {
  readonly markup: string;
}

/** What may be put into a template: text is escaped, markup is not, a list is joined, undefined is nothing. */
type Content = string | undefined | Html | readonly Html[];

/** A template of HTML that escapes all text in it. */
export function html(strings: TemplateStringsArray, ...contents: Content[]): Html {
  const markup = strings.map((text, index) => text + rendered(contents[index])).join('');
  return { markup };
}

function rendered(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escaped(content);
  return 'markup' in content ? content.markup : content.map(({ markup }) => markup).join('');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
