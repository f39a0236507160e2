/** Longest server text, in characters, in a row, menu or message. */
export const MAX_SHOWN_LENGTH = 120;

/** A joiner between two emoji, as in a family or a profession (Unicode Technical Standard 51, ED-16). */
const EMOJI_JOINER =
  /\u200D(?<=\p{Extended_Pictographic}\p{Emoji_Modifier}?\uFE0F?\u200D)(?=\p{Extended_Pictographic})/u;

/**
 * Characters that can make a text look like another one: controls, bidirectional controls and marks, zero-width
 * characters, tags, fillers, lone surrogates, private ones, and any other character that renders as nothing. The parts
 * of emoji are kept: U+FE0F, and the joiners between them.
 */
const INVISIBLE = new RegExp(
  `(?!\\uFE0F|${EMOJI_JOINER.source})[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Default_Ignorable_Code_Point}]`,
  'gu',
);

/** White space of any kind, without U+FEFF, which JavaScript's `\s` includes although it has no width. */
const WHITE_SPACE = /[^\S\uFEFF]+/g;

/**
 * Text from a server as one line that is safe to show: white space folded into single spaces, invisible and
 * direction-changing characters as `\u{…}` escapes, cut to `maxLength` characters with an ellipsis.
 */
export function oneLine(text: string, maxLength = MAX_SHOWN_LENGTH): string {
  // A name may be a megabyte long: process only what may be shown.
  const folded = text
    .slice(0, maxLength * 4)
    .replace(WHITE_SPACE, ' ')
    .replace(/^ | $/g, '');
  const visible = folded.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  const characters = Array.from(visible);
  const isCut = characters.length > maxLength || text.length > maxLength * 4;
  if (!isCut) {
    return visible;
  }
  // A joiner at the end would join with the ellipsis.
  const beginning = characters
    .slice(0, maxLength - 1)
    .join('')
    .replace(/\u200D$/, '');
  return `${beginning}…`;
}

/** Text as a part of a sentence: as {@link oneLine}, without a full stop at its end, also a Japanese one. */
export function asClause(text: string, maxLength = MAX_SHOWN_LENGTH): string {
  return oneLine(text, maxLength).replace(/[.。]$/, '');
}

/** The first sentence of a message, and the rest, which is `undefined` if there is only one sentence. */
export function firstSentence(message: string): readonly [first: string, rest: string | undefined] {
  const [, first = message, rest] = /^(.+?(?:\.(?= \p{Lu})|。(?=.))) ?(.+)$/su.exec(message) ?? [];
  return [first, rest];
}
