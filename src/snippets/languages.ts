/** What is said in code as itself where a language's literals are not known. */
const PLAIN = /^[A-Za-z0-9._:/-]+$/;

/**
 * What a reader does not see, or takes for something else: controls, formats such as those of direction, surrogates, private
 * and unassigned characters, others that are shown as nothing, and every separator but the space.
 */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}]|[^\P{Z} ]/gu;

/** A value's literal, or `undefined` where the language can't hold it. */
type Encode = (value: string) => string | undefined;

/** By file extension, in lower case. Every literal stands in one line, so that it also stays in a comment. */
const LANGUAGES: ReadonlyMap<string, Encode> = new Map<string, Encode>([
  ['py', pythonLiteral],
  ['r', rLiteral],
  ...['sh', 'bash', 'zsh'].map((extension) => [extension, shellLiteral] as const),
  ...['js', 'mjs', 'cjs', 'ts', 'mts'].map((extension) => [extension, javaScriptLiteral] as const),
]);

/** Whether the literals of the language of a file extension are known. */
export function hasLiterals(extension: string): boolean {
  return LANGUAGES.has(extension.toLowerCase());
}

/**
 * The literal of a value in the language of a file extension, quotes included; `undefined` where the language can't hold it.
 * Where its literals are not known, a value of `[A-Za-z0-9._:/-]` as it is, and no other.
 */
export function literalOf(extension: string, value: string): string | undefined {
  const encode = LANGUAGES.get(extension.toLowerCase()) ?? plain;
  return encode(value);
}

function plain(value: string): string | undefined {
  return PLAIN.test(value) ? value : undefined;
}

/** Python 3's reference, section 2.4.1. A lone surrogate is a character as any other. */
function pythonLiteral(value: string): string {
  return quoted(value, { '\n': '\\n', '\r': '\\r', '\t': '\\t' }, (code) => {
    if (code <= 0xff) {
      return `\\x${hex(code, 2)}`;
    }
    return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  });
}

/** R's `?Quotes`: no string holds NUL or a lone surrogate, and none mixes `\u` with `\x`. */
function rLiteral(value: string): string | undefined {
  if (/[\0\p{Cs}]/u.test(value)) {
    return undefined;
  }
  return quoted(value, { '\n': '\\n', '\t': '\\t' }, (code) => {
    const escape = code <= 0xffff ? 'u' : 'U';
    return `\\${escape}{${hex(code)}}`;
  });
}

/** ECMA-262, section 12.9.4, and JSON's text of a string, which is a literal of it. */
function javaScriptLiteral(value: string): string {
  return JSON.stringify(value).replace(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join(''),
  );
}

/**
 * POSIX.1-2017, Shell Command Language, section 2.2: a quoted text has no escapes. So what is not seen comes by the
 * builtin `printf`: pasted into a terminal, raw controls would act on it, and a raw line break would end a comment. Line breaks
 * at its end are lost that way, so a value that has one there is refused, as are NUL and lone surrogates.
 */
function shellLiteral(value: string): string | undefined {
  if (/[\0\p{Cs}]|\n$/u.test(value)) {
    return undefined;
  }
  if (value.search(UNSEEN) === -1) {
    return `'${value.replaceAll("'", "'\\''")}'`;
  }
  // An interactive shell looks for `!` in double quotes, also between single quotes in them.
  const format = value.replace(/[\\%]/g, '$&$&').replace(/['!]/g, octal).replace(UNSEEN, octal);
  return `"$(printf '${format}')"`;
}

/** Double quotes around a text whose quotes, backslashes and unseen characters are escaped. */
function quoted(value: string, short: Readonly<Record<string, string>>, escape: (code: number) => string): string {
  const escaped = value
    .replace(/["\\]/g, '\\$&')
    .replace(UNSEEN, (character) => short[character] ?? escape(character.codePointAt(0) ?? 0));
  return `"${escaped}"`;
}

function hex(code: number, digits = 1): string {
  return code.toString(16).padStart(digits, '0');
}

/** A character's bytes in UTF-8, each as `\ddd`. */
function octal(character: string): string {
  return Array.from(new TextEncoder().encode(character), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
