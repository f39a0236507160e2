import assert from 'node:assert/strict';
import { parseWait, withWaitingTimes } from '../../../src/command/waitOption.js';

describe('--wait', () => {
  for (const [args, expected] of [
    [
      ['access-token', '--wait', 'name'],
      ['access-token', '--wait=600', 'name'],
    ],
    [
      ['access-token', 'name', '--wait'],
      ['access-token', 'name', '--wait=600'],
    ],
    [
      ['access-token', '--wait=5', 'name'],
      ['access-token', '--wait=5', 'name'],
    ],
    [
      ['access-token', '--', '--wait'],
      ['access-token', '--', '--wait'],
    ],
    [
      ['access-token', '--wait', '--', '--wait'],
      ['access-token', '--wait=600', '--', '--wait'],
    ],
    // Behind the name of another program, it is that program's.
    [
      ['connect', 'run', 'tool', '--wait'],
      ['connect', 'run', 'tool', '--wait'],
    ],
    [
      ['access-token', '--waiting'],
      ['access-token', '--waiting'],
    ],
  ] as const) {
    it(`makes ${args.join(' ')} ${expected.join(' ')}`, () => {
      assert.deepEqual(withWaitingTimes(args), expected);
    });
  }

  it('takes seconds, also parts of them', () => {
    assert.deepEqual(['0', '1.5', '86400'].map(parseWait), [0, 1.5, 86_400]);
  });

  for (const text of ['', 'soon', '-1', '1e3', '0x10', 'Infinity', '86401', '1 ']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseWait(text), /a number of seconds, at most 86400/);
    });
  }
});
