import assert from 'node:assert/strict';
import { assignment } from '../../../src/command/env.js';

const VALUE = `a'b"c\\d$e\`f\ng‘h’`;

describe('assignment', () => {
  for (const [shell, statement] of [
    ['sh', `export X='a'\\''b"c\\d$e\`f\ng‘h’'`],
    ['fish', `set -gx X 'a\\'b"c\\\\d$e\`f\ng‘h’'`],
    ['powershell', `$env:X = 'a''b"c\\d$e\`f\ng‘‘h’’'`],
  ] as const) {
    it(`quotes for ${shell}`, () => {
      assert.equal(assignment(shell, 'X', VALUE), statement);
    });
  }
});
