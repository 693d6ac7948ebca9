import type { PageLinks } from './onenote-html.js';
import type { PageMarkdown } from './page-markdown.js';

/** What the converter's thread is asked. */
export interface ConversionTask {
  readonly html: string;
  readonly links: PageLinks;
}

/** What it answers; undefined: this page cannot be converted. */
export type ConversionResult = PageMarkdown | undefined;
