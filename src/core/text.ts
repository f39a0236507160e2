/** Longest text, in characters, that a row, menu or message shows of what a server sent. */
export const MAX_SHOWN_LENGTH = 120;

/**
 * Characters that can make a text look like another one: controls, bidirectional controls and marks, zero-width
 * characters, invisible operators, variation selectors' tags, line and paragraph separators, lone surrogates.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029\u115F\u1160\u3164\uFFA0]/gu;

/**
 * Text from a server as one line that is safe to show: white space folded into single spaces, invisible and direction
 * changing characters as `\u{…}` escapes, cut to `maxLength` characters with an ellipsis.
 */
export function oneLine(text: string, maxLength = MAX_SHOWN_LENGTH): string {
  // What lies far beyond the cut is not looked at: a name may be a megabyte long.
  const folded = text
    .slice(0, maxLength * 4)
    .replace(/\s+/g, ' ')
    .trim();
  const visible = folded.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  const characters = Array.from(visible);
  const isCut = characters.length > maxLength || text.length > maxLength * 4;
  return isCut ? `${characters.slice(0, maxLength - 1).join('')}…` : visible;
}
