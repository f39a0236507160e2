import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { useLanguageOf } from '../../../src/command/language.js';
import { language, useLanguage } from '../../../src/core/language.js';
import { endedAfterAll, endedAfterEach } from '../../ended.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';

describe('The language of the command', () => {
  const ended = endedAfterEach();
  const endedLast = endedAfterAll();
  let folder: TemporaryFolder | undefined;

  before(() => {
    folder = temporaryFolder('languages');
    endedLast(() => folder?.remove());
    for (const [code, text] of [
      ['de', '{"Sign In": "Anmelden"}'],
      ['pt', '{"Sign In": "Iniciar sessão"}'],
      ['pt-br', '{"Sign In": "Entrar"}'],
      ['en', '{"Sign In": "Log In"}'],
      ['fr', 'no JSON'],
    ] as const) {
      writeFileSync(path.join(folder.path, `bundle.l10n.${code}.json`), text);
    }
  });

  for (const [environment, code, text] of [
    [{}, 'en', 'Sign In'],
    [{ LANG: 'de_DE.UTF-8' }, 'de', 'Anmelden'],
    [{ LANG: 'de' }, 'de', 'Anmelden'],
    [{ LANG: 'de@euro' }, 'de', 'Anmelden'],
    [{ LANG: 'DE-de' }, 'de', 'Anmelden'],
    [{ LANG: 'pt_BR.UTF-8' }, 'pt-br', 'Entrar'],
    [{ LANG: 'pt_PT' }, 'pt', 'Iniciar sessão'],
    [{ LANG: 'en_GB.UTF-8' }, 'en', 'Sign In'],
    [{ LANG: 'fr_FR' }, 'en', 'Sign In'],
    [{ LANG: 'nl_NL' }, 'en', 'Sign In'],
    [{ LANG: 'C.UTF-8' }, 'en', 'Sign In'],
    [{ LANG: 'POSIX' }, 'en', 'Sign In'],
    [{ LANG: ' de' }, 'en', 'Sign In'],
    [{ LANG: '../de' }, 'en', 'Sign In'],
    [{ LC_MESSAGES: 'de_DE', LANG: 'pt_BR' }, 'de', 'Anmelden'],
    [{ LC_ALL: 'pt_BR', LC_MESSAGES: 'de_DE' }, 'pt-br', 'Entrar'],
    [{ LC_ALL: '', LC_MESSAGES: '', LANG: 'de_DE' }, 'de', 'Anmelden'],
    [{ AVAILABLE_CREDENTIALS_LANGUAGE: 'de', LC_ALL: 'pt_BR' }, 'de', 'Anmelden'],
    [{ AVAILABLE_CREDENTIALS_LANGUAGE: 'en', LC_ALL: 'pt_BR' }, 'en', 'Sign In'],
  ] as const) {
    it(`is ${code} with ${JSON.stringify(environment)}`, () => {
      ended(() => useLanguage('en', {}));
      useLanguageOf(environment, folder?.path ?? '');
      assert.deepEqual([language(), t('Sign In')], [code, text]);
    });
  }
});
