/** Values that are used unchanged if a language's literals are unknown. */
const PLAIN = /^[A-Za-z0-9._:/-]+$/;

/**
 * Characters that are invisible or misleading: controls, format characters such as direction marks, surrogates, private
 * and unassigned characters, other characters without a glyph, and every separator except the space.
 */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]|[^\P{Z} ]/gu;

/** Returns a value's literal, or `undefined` if the language can't express it. */
type Encode = (value: string) => string | undefined;

/** By file extension, in lower case. Every literal is on one line, so that it can be used in a comment. */
const LANGUAGES: ReadonlyMap<string, Encode> = new Map<string, Encode>([
  ['py', pythonLiteral],
  ['r', rLiteral],
  ...['sh', 'bash', 'zsh'].map((extension) => [extension, shellLiteral] as const),
  ...['js', 'mjs', 'cjs', 'ts', 'mts'].map((extension) => [extension, javaScriptLiteral] as const),
]);

/** Whether the literals of a file extension's language are known. */
export function hasLiterals(extension: string): boolean {
  return LANGUAGES.has(extension.toLowerCase());
}

/**
 * A value as a literal, including quotes, in a file extension's language; `undefined` if the language can't express it. If
 * its literals are unknown, only values of `[A-Za-z0-9._:/-]` are accepted, which are used unchanged.
 */
export function literalOf(extension: string, value: string): string | undefined {
  const encode = LANGUAGES.get(extension.toLowerCase()) ?? plain;
  return encode(value);
}

function plain(value: string): string | undefined {
  return PLAIN.test(value) ? value : undefined;
}

/** Python 3 language reference, section 2.4.1. A lone surrogate is a character like any other. */
function pythonLiteral(value: string): string {
  return quoted(value, { '\n': '\\n', '\r': '\\r', '\t': '\\t' }, (code) => {
    if (code <= 0xff) {
      return `\\x${hex(code, 2)}`;
    }
    return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  });
}

/** R's `?Quotes`: strings can't contain NUL or lone surrogates, or mix `\u` with `\x`. */
function rLiteral(value: string): string | undefined {
  if (/[\0\p{Cs}]/u.test(value)) {
    return undefined;
  }
  return quoted(value, { '\n': '\\n', '\t': '\\t' }, (code) => {
    const escape = code <= 0xffff ? 'u' : 'U';
    return `\\${escape}{${hex(code)}}`;
  });
}

/** ECMA-262, section 12.9.4; a JSON string is a valid literal. */
function javaScriptLiteral(value: string): string {
  return JSON.stringify(value).replace(INVISIBLE, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join(''),
  );
}

/**
 * POSIX.1-2017, Shell Command Language, section 2.2: quoted text has no escapes. Invisible characters are therefore
 * written with `printf`: pasted into a terminal, raw control characters would take effect, and a raw line break would end
 * a comment. Command substitution removes trailing line breaks, so values that end with one are rejected, as are NUL and
 * lone surrogates.
 */
function shellLiteral(value: string): string | undefined {
  if (/[\0\p{Cs}]|\n$/u.test(value)) {
    return undefined;
  }
  if (value.search(INVISIBLE) === -1) {
    return `'${value.replaceAll("'", "'\\''")}'`;
  }
  // An interactive shell expands `!` within double quotes, even inside single quotes there.
  const format = value.replace(/[\\%]/g, '$&$&').replace(/['!]/g, octal).replace(INVISIBLE, octal);
  return `"$(printf '${format}')"`;
}

/** A text in double quotes, with quotes, backslashes and invisible characters escaped. */
function quoted(value: string, short: Readonly<Record<string, string>>, escape: (code: number) => string): string {
  const escaped = value
    .replace(/["\\]/g, '\\$&')
    .replace(INVISIBLE, (character) => short[character] ?? escape(character.codePointAt(0) ?? 0));
  return `"${escaped}"`;
}

function hex(code: number, digits = 1): string {
  return code.toString(16).padStart(digits, '0');
}

/** A character's bytes in UTF-8, each as `\ddd`. */
function octal(character: string): string {
  return Array.from(new TextEncoder().encode(character), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
