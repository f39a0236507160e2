import assert from 'node:assert/strict';
import { t } from '@vscode/l10n';
import { locale, useLanguage } from '../../../src/core/language.js';
import { anyOf, listOf } from '../../../src/core/lists.js';

const TEXTS = { 'Sign In': 'Anmelden' };
const NAMES = ['A', 'B', 'C'];

describe('the language of texts', () => {
  afterEach(() => useLanguage('en', {}));

  it('is English without a translation, with dates and lists in English, too', () => {
    useLanguage('de', undefined);
    assert.equal(t('Sign In'), 'Sign In');
    assert.match(locale(), /^en\b/);
    assert.deepEqual([listOf(NAMES), anyOf(NAMES)], ['A, B, C', 'A, B, or C']);
  });

  it('is that of a translation, also in lists', () => {
    useLanguage('de', TEXTS);
    assert.equal(t('Sign In'), 'Anmelden');
    assert.match(locale(), /^de\b/);
    assert.deepEqual([listOf(NAMES), anyOf(NAMES)], ['A, B und C', 'A, B oder C']);
    useLanguage('ja', {});
    assert.deepEqual([listOf(NAMES), anyOf(NAMES)], ['A、B、C', 'A、B、またはC']);
  });
});
