import assert from 'node:assert/strict';
import { parseRetryAfter } from '../../../src/core/retryAfter.js';

const NOW = Date.UTC(2026, 0, 1);

describe('parseRetryAfter', () => {
  it('reads seconds and dates, as milliseconds from now', () => {
    assert.equal(parseRetryAfter('120', NOW), 120_000);
    assert.equal(parseRetryAfter(' 5 ', NOW), 5_000);
    assert.equal(parseRetryAfter('Thu, 01 Jan 2026 00:01:30 GMT', NOW), 90_000);
  });

  it('takes the first of several', () => {
    assert.equal(parseRetryAfter(['7', '9'], NOW), 7_000);
  });

  it('ignores a value that is absent, in the past or unreadable', () => {
    for (const header of [
      undefined,
      '',
      '0',
      '-5',
      '1.5e3 s',
      '5 s',
      'in 5',
      'soon',
      'Wed, 31 Dec 2025 23:59:59 GMT',
      [],
    ]) {
      assert.equal(parseRetryAfter(header, NOW), undefined, String(header));
    }
  });
});
