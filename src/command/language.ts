import { readFileSync } from 'node:fs';
import path from 'node:path';
import { useLanguage } from '../core/language.js';
import type { Environment } from '../core/ports.js';

/** A language with or without a region, as in `de`, `pt-br` or `de_DE.UTF-8`. `C` and `POSIX` are none. */
const LOCALE = /^([a-z]{2,3})(?:[-_]([a-z\d]+))?(?![a-z\d])/i;

/**
 * Sets the language of the editor window that has opened the terminal; elsewhere, that of the terminal (POSIX, chapter 8.2). Reads
 * nothing for English, since scripts run the command again and again.
 *
 * @param folder of the files of translations
 */
export function useLanguageOf(environment: Environment, folder: string): void {
  for (const code of languagesOf(environment)) {
    const texts = translation(path.join(folder, `bundle.l10n.${code}.json`));
    if (texts) {
      useLanguage(code, texts);
      return;
    }
  }
}

/** The codes of the language, the best first. None for English and for what is not a language. */
function languagesOf(environment: Environment): readonly string[] {
  const wanted = ['AVAILABLE_CREDENTIALS_LANGUAGE', 'LC_ALL', 'LC_MESSAGES', 'LANG']
    .map((name) => environment[name])
    .find((value) => value !== undefined && value !== '');
  const [, language = 'en', region] = LOCALE.exec(wanted?.toLowerCase() ?? '') ?? [];
  return language === 'en' ? [] : [...(region === undefined ? [] : [`${language}-${region}`]), language];
}

/** `undefined` if there is no such file, or it can't be used: then texts stay in English. */
function translation(file: string): Record<string, string> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch {
    return undefined;
  }
}
