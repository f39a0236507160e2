import { type Language, type Texts } from './translations.js';

/** The code of the pseudo-language, which VS Code knows. */
export const PSEUDO = 'qps-ploc';

/** Marks of a text that is translated. Nothing else uses them. */
export const [OPEN, CLOSE] = ['⟦', '⟧'];

/** How much longer than English a text is, as translations into German are. */
const EXPANSION = 0.35;

const ACCENTED: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from(
    'aáAÁbƀBƁcçCÇdďDĎeéEÉfƒFƑgĝGĜhĥHĤiíIÍjĵJĴkķKĶlļLĻmɱMṀnñNÑoóOÓpþPÞqɋQɊrŕRŔsšSŠtţTŢuúUÚvṽVṼwŵWŴxẋXẊyýYÝzžZŽ'.matchAll(
      /(.)(.)/gu,
    ),
    ([, letter = '', accented = '']) => [letter, accented],
  ),
);

/** What stays as it is: placeholders, icons, code, links, variables, options, settings and addresses. */
const FIXED =
  /\{[^{}]*\}|\$\([\w-]+\)|```[^]*?```|`[^`]+`|\]\([^)]+\)|https?:\/\/[^\s,]+|\b[A-Z]+(?:_[A-Z]+)+\b|(?<![\w-])--?[a-z][\w-]*|\bavailableCredentials\.[\w.]+|\bhttp\.\w+/g;

/** A text that can be read, in which what was missed stands out: accented, longer, and in brackets. */
export function pseudoText(text: string): string {
  const fixed = [...text.matchAll(FIXED)];
  const ends = [0, ...fixed.map(({ 0: part, index }) => index + part.length)];
  const starts = [...fixed.map(({ index }) => index), text.length];
  const accented = ends.map((end, at) => accent(text.slice(end, starts[at])) + (fixed[at]?.[0] ?? '')).join('');
  const filling = 'ẋẋẋẋẋẋẋ '
    .repeat(20)
    .slice(0, Math.ceil(text.length * EXPANSION))
    .trim();
  return `${OPEN}${accented} ${filling}${CLOSE}`;
}

/** All texts of a language in the pseudo-language. */
export function pseudoLanguage({ bundle, manifest }: Language): Language {
  return { bundle: pseudoTexts(bundle), manifest: pseudoTexts(manifest) };
}

/** A text without what is translated, and so what was missed. */
export function untranslated(text: string): string {
  let rest = text;
  for (;;) {
    // The innermost ones first, since a translated text may be in another one.
    const next = rest.replace(new RegExp(`${OPEN}[^${OPEN}${CLOSE}]*${CLOSE}`, 'gu'), '');
    if (next === rest) {
      return rest;
    }
    rest = next;
  }
}

/**
 * The words of a text that are not translated, also those in parts of translated texts.
 *
 * @param same what is the same in each language, such as names
 */
export function englishWordsIn(text: string, same: readonly (string | RegExp)[]): readonly string[] {
  const line = text.replace(/\s+/g, ' ');
  const rest = same.reduce<string>((left, each) => left.replaceAll(each, ' '), line).replace(FIXED, ' ');
  return rest.match(/(?<!\p{L})[A-Za-z]{2,}(?!\p{L})/gu) ?? [];
}

function accent(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => ACCENTED[letter] ?? letter);
}

function pseudoTexts(texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudoText(text)]));
}
