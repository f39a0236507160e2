import { config } from '@vscode/l10n';

let language = 'en';

/**
 * Sets the language of all texts. Without a translation, they stay in English.
 *
 * @param code as in the names of the files of translations
 * @param texts by their English ones
 */
export function useLanguage(code: string, texts: Record<string, string> | undefined): void {
  if (texts) {
    config({ contents: texts });
    language = code;
  }
}

/** The locale for dates, numbers and lists in texts: the system's, if it is of the same language. */
export function locale(): string {
  const { locale: system } = new Intl.DateTimeFormat().resolvedOptions();
  return system.startsWith(`${language}-`) ? system : language;
}
