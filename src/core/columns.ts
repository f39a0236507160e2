/*
 * Texts in a font of fixed width, also in languages with wide characters.
 */

/** Fewest columns in which a text is wrapped. In fewer, lines would be single words. */
export const LEAST_WIDTH = 20;

/** Characters that are twice as wide as others in a font of fixed width (Unicode Standard Annex 11), without punctuation. */
const WIDE = '[\\u1100-\\u115F\\u2E80-\\u2FFF\\u3005-\\u3007\\u3021-\\uA4CF\\uAC00-\\uD7A3\\uF900-\\uFAFF]';
const WIDE_PUNCTUATION = '[\\u3000-\\u3004\\u3008-\\u3020\\uFE30-\\uFE6F\\uFF00-\\uFF60\\uFFE0-\\uFFE6]';

/** Places where a line may end: after a space, and before a wide character, since there are no spaces between those. */
const BREAKS = new RegExp(`(?<= )|(?<=${WIDE}|${WIDE_PUNCTUATION})(?=${WIDE})`);

/** The columns that a text takes in a font of fixed width. */
export function widthOf(text: string): number {
  return text.length + (text.match(new RegExp(`${WIDE}|${WIDE_PUNCTUATION}`, 'g'))?.length ?? 0);
}

/** A text with spaces up to `width` columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Breaks a text into lines of at most `width` columns, except for words that are longer. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(BREAKS)) {
    if (line !== '' && widthOf(line + part.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
  }
  return [...lines, line];
}
