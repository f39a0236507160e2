import { config } from '@vscode/l10n';

let current = 'en';
/** Found on first use, since that takes long. */
let found: string | undefined;

/**
 * Sets the language of all texts. Without a translation, they stay in English.
 *
 * @param code as in the names of the files of translations
 * @param texts by their English ones
 */
export function useLanguage(code: string, texts: Record<string, string> | undefined): void {
  if (texts) {
    config({ contents: texts });
    current = code;
    found = undefined;
  }
}

/** The language that texts are in, for the `lang` attribute of a page (BCP 47). */
export function language(): string {
  return current;
}

/** The locale for dates, numbers and lists in texts: the system's, if it is of the same language. */
export function locale(): string {
  found ??= systemLocale().startsWith(`${current}-`) ? systemLocale() : current;
  return found;
}

/** Without the private part that de_DE@euro leads to, for example: some formats of Intl refuse it. */
function systemLocale(): string {
  return new Intl.DateTimeFormat().resolvedOptions().locale.replace(/-x-.*$/, '');
}
