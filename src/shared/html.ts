/** Markup that is safe to send: everything that was put into it is escaped. Nothing but `html` and `trusted` makes it. */
class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type { Html };

/** Content of a template: text is escaped, markup is not, a list is joined, undefined and false are left out. */
type Content = Html | readonly Html[] | string | number | false | undefined;

/** A template of HTML that escapes all text in it. */
export function html(texts: TemplateStringsArray, ...contents: Content[]): Html {
  return new Html(texts.map((text, index) => text + rendered(contents[index])).join(''));
}

/** Markup from elsewhere, taken as it is: for what no visitor can have written. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

function rendered(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Html) return content.markup;
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content));
  return content.map(rendered).join('');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
