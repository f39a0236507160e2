import assert from 'node:assert/strict';
import { t } from '@vscode/l10n';
import { locale, useLanguage } from '../../../src/core/language.js';
import { anyOf, listOf, shortListOf, sideBySide } from '../../../src/core/lists.js';

const GERMAN = { 'Sign In': 'Anmelden', '{0} more': '{0} weitere' };
const JAPANESE = { '{0} more': '他 {0} 件' };
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
    useLanguage('de', GERMAN);
    assert.equal(t('Sign In'), 'Anmelden');
    assert.match(locale(), /^de\b/);
    assert.deepEqual([listOf(NAMES), anyOf(NAMES)], ['A, B und C', 'A, B oder C']);
    useLanguage('ja', {});
    assert.deepEqual([listOf(NAMES), anyOf(NAMES)], ['A、B、C', 'A、B、またはC']);
  });

  for (const [code, texts, expected] of [
    ['en', {}, 'A, B, 1 more'],
    ['de', GERMAN, 'A, B und 1 weitere'],
    ['ja', JAPANESE, 'A、B、他 1 件'],
  ] as const) {
    it(`is that of how many names a long list leaves out: ${code}`, () => {
      useLanguage(code, texts);
      assert.equal(shortListOf(NAMES, 2), expected);
      assert.equal(shortListOf(NAMES, 3), listOf(NAMES));
    });
  }

  for (const [code, expected] of [
    ['en', 'GitHub, Signed in, Expired'],
    ['de', 'GitHub, Signed in, Expired'],
    ['ja', 'GitHub、Signed in、Expired'],
  ] as const) {
    it(`is that of the commas between facts, of which some are missing: ${code}`, () => {
      useLanguage(code, {});
      assert.equal(sideBySide(['GitHub', false, 'Signed in', undefined, '', 'Expired']), expected);
    });
  }
});
