import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inWords, untilWordsChange } from '../../../src/core/timeLeft.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a time span in words', () => {
  it('is rounded down in its largest unit, of which there are two at least', () => {
    const spans = [0, MINUTE - 1, MINUTE, 50 * MINUTE, 2 * HOUR - 1, 2 * HOUR, 2 * DAY - 1, 2 * DAY, 90 * DAY];
    assert.deepEqual(spans.map(inWords), [
      'less than a minute',
      'less than a minute',
      '1 minute',
      '50 minutes',
      '119 minutes',
      '2 hours',
      '47 hours',
      '2 days',
      '90 days',
    ]);
  });

  it('changes exactly when it is said to', () => {
    fc.assert(
      fc.property(fc.integer({ min: MINUTE, max: 100 * DAY }), (span) => {
        const wait = untilWordsChange(span);
        assert.equal(inWords(span - wait + 1), inWords(span));
        assert.notEqual(inWords(span - wait), inWords(span));
      }),
    );
  });
});
