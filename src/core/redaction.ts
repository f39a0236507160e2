import type { Secret } from './secret.js';

/** Characters from which on a field can't be guessed. A shorter one may be a user's name, or a word. */
const MIN_FIELD_LENGTH = 16;

/**
 * A text from the one to whom `secrets` were sent, with `[secret]` wherever it repeats one. A secret may be made of
 * fields, as in `value|expiry|signature; path=/`: each is one by itself, unless it is short, or a date. They are found as
 * they were sent, percent-encoded or decoded, and with JSON's escapes, in upper and lower case.
 */
export function withoutSecrets(text: string, secrets: readonly Secret[]): string {
  return secrets.reduce((rest, secret) => rest.replace(patternOf(secret.reveal()), () => String(secret)), text);
}

function patternOf(secret: string): RegExp {
  const fields = secret.split(/[\s|;,]+/).map(decoded);
  const hard = fields.filter((field) => field.length >= MIN_FIELD_LENGTH && !field.includes(' '));
  const wanted = hard.length > 0 ? hard : [decoded(secret)];
  return new RegExp(wanted.map((text) => Array.from(text, anyFormOf).join('')).join('|'), 'gi');
}

function decoded(text: string): string {
  return text.replace(/%[2-7][0-9a-f]/gi, decodeURIComponent);
}

/** A character as itself, percent-encoded once or twice, or as JSON writes it: `\/` and `\u002f`. */
function anyFormOf(character: string): string {
  const hex = character.charCodeAt(0).toString(16).padStart(2, '0');
  const itself = character.replace(/[^0-9a-z]/i, '\\$&');
  return `(?:\\\\?${itself}|%(?:25)?${hex}|\\\\u${hex.padStart(4, '0')})`;
}
