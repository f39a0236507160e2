import { config } from '@vscode/l10n';

let current = 'en';

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
  }
}

/** The language that texts are in, for the `lang` attribute of a page (BCP 47). */
export function language(): string {
  return current;
}

/** The locale for dates, numbers and lists in texts: the system's, if it is of the same language. */
export function locale(): string {
  const { locale: system } = new Intl.DateTimeFormat().resolvedOptions();
  return system.startsWith(`${current}-`) ? system : current;
}
