import { locale } from './language.js';

/** Names within a sentence, such as "A, B" or "A und B". A list after a colon needs only commas. */
export function listOf(names: readonly string[]): string {
  return new Intl.ListFormat(locale(), { style: 'narrow' }).format(names);
}

/** Names within a sentence of which one is meant, such as "A or B". */
export function anyOf(names: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'disjunction' }).format(names);
}
