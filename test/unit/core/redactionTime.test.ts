import assert from 'node:assert/strict';
import { redact } from '../../../src/core/redaction.js';
import { Secret } from '../../../src/core/secret.js';

describe('redact', () => {
  it('handles a megabyte of near misses in time', function () {
    // Milliseconds are enough. What tries each character again from its beginning takes minutes.
    this.timeout(20_000);
    const secret = new Secret('a'.repeat(2000));
    const repeats = `${'a'.repeat(1999)}b`.repeat(500);
    assert.equal(redact(repeats, [secret]), '[secret]b'.repeat(500));
    const nearMisses = [
      '%25'.repeat(300_000),
      '\\u005c'.repeat(100_000),
      '\\'.repeat(1_000_000),
      '%e2'.repeat(300_000),
    ];
    for (const text of [...nearMisses, `${'a'.repeat(31)}b`.repeat(30_000)]) {
      assert.ok(redact(text, [secret]) === text);
    }
  });
});
