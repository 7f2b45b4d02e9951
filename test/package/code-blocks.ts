import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './installed-package.js';

/** A code block of a document. */
export interface CodeBlock {
  /** The document and the number of the block in it, as a file name: `README.md-1`. */
  from: string;
  language: string;
  text: string;
}

/** The code blocks of a document, such as `docs/recipes.md`. */
export function codeBlocks(document: string): CodeBlock[] {
  const text = readFileSync(join(repository, document), 'utf8');
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', code = ''], at) => ({
    from: `${document.replace('/', '-')}-${at + 1}`,
    language,
    text: code,
  }));
}
