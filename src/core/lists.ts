import { t } from '@vscode/l10n';
import { locale } from './language.js';

/** By locale and type: to make one takes long, and each row of a view has a list. */
const formats = new Map<string, Intl.ListFormat>();

/** Names within a sentence or after a colon, such as "A, B, C", or in German "A, B und C". */
export function listOf(names: readonly string[]): string {
  return format('conjunction').format(names);
}

/** Names of which one is meant, such as "A, B, or C". */
export function anyOf(names: readonly string[]): string {
  return format('disjunction').format(names);
}

/** As {@link listOf}, with the number of the others after the first `most` names. */
export function shortListOf(names: readonly string[], most: number): string {
  const others = names.length - most;
  return listOf(others > 0 ? [...names.slice(0, most), t('{0} more', others)] : names);
}

/** The facts that there are, side by side and without an "and", such as "GitHub, Signed in". */
export function sideBySide(facts: readonly (string | false | undefined)[]): string {
  // What is between the first two of three items is the comma of the language.
  const [, comma] = format('conjunction').formatToParts(['1', '2', '3']);
  return facts.filter(Boolean).join(comma?.value);
}

function format(type: 'conjunction' | 'disjunction'): Intl.ListFormat {
  const key = `${locale()} ${type}`;
  const found = formats.get(key) ?? new Intl.ListFormat(locale(), { type, style: 'narrow' });
  formats.set(key, found);
  return found;
}
