import assert from 'node:assert/strict';
import fc from 'fast-check';
import { useLanguage } from '../../../src/core/language.js';
import { renewsIn, untilWordsChange, validFor } from '../../../src/core/timeLeft.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a time span in words', () => {
  it('is rounded down in its largest unit, of which there are two at least', () => {
    const spans = [0, MINUTE - 1, MINUTE, 50 * MINUTE, 2 * HOUR - 1, 2 * HOUR, 2 * DAY - 1, 2 * DAY, 90 * DAY];
    assert.deepEqual(spans.map(validFor), [
      'for less than a minute',
      'for less than a minute',
      'for 1 minute',
      'for 50 minutes',
      'for 119 minutes',
      'for 2 hours',
      'for 47 hours',
      'for 2 days',
      'for 90 days',
    ]);
  });

  it('says when a token is renewed', () => {
    assert.deepEqual([30_000, MINUTE, 50 * MINUTE, 3 * DAY].map(renewsIn), [
      'renews in less than a minute',
      'renews in 1 minute',
      'renews in 50 minutes',
      'renews in 3 days',
    ]);
  });

  it('has the grammar of the language', () => {
    useLanguage('de', { 'for {0}': 'noch {0}', 'renews {0}': 'Verlängerung {0}' });
    try {
      assert.deepEqual([validFor(3 * DAY), renewsIn(3 * DAY)], ['noch 3 Tage', 'Verlängerung in 3 Tagen']);
    } finally {
      useLanguage('en', {});
    }
  });

  it('changes exactly when it is said to', () => {
    fc.assert(
      fc.property(fc.integer({ min: MINUTE, max: 100 * DAY }), (span) => {
        const wait = untilWordsChange(span);
        assert.equal(validFor(span - wait + 1), validFor(span));
        assert.notEqual(validFor(span - wait), validFor(span));
      }),
    );
  });
});
