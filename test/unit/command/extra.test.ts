import assert from 'node:assert/strict';
import { extraAt } from '../../../src/command/extra.js';

const EXTRA = {
  instance_url: 'https://i',
  count: 7,
  none: null,
  list: ['a', { b: 'ü\nx' }],
  hostile: 'a\u001b[2J',
  nested: { hostile: 'a\u001b[2J' },
};

describe('extraAt', () => {
  for (const [path, text] of [
    ['instance_url', 'https://i'],
    ['count', '7'],
    ['none', 'null'],
    ['list', '["a",{"b":"ü\\nx"}]'],
    ['list.0', 'a'],
    ['list.1.b', 'ü\nx'],
    ['nested', '{"hostile":"a\\u001b[2J"}'],
  ] as const) {
    it(`returns ${path}`, () => {
      assert.equal(extraAt(EXTRA, path, 'X'), text);
    });
  }

  for (const path of [
    '',
    'x',
    'list.length',
    'list.2',
    'list.-1',
    'instance_url.0',
    'none.x',
    '__proto__',
    'constructor',
  ]) {
    it(`finds no ${JSON.stringify(path)}, and names the fields`, () => {
      assert.throws(() => extraAt(EXTRA, path, 'X'), /: instance_url, count, none, list, hostile, nested$/);
    });
  }

  it('does not return a text that acts on a terminal', () => {
    for (const path of ['hostile', 'nested.hostile']) {
      assert.throws(() => extraAt(EXTRA, path, 'X'), /contains control characters/);
    }
  });

  it('says if there are no fields', () => {
    for (const extra of [undefined, {}]) {
      assert.throws(() => extraAt(extra, 'x', 'X'), /contains no additional fields/);
    }
  });

  it('names the fields safely, and not thousands', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`field${at}\u001b`, at]));
    assert.throws(
      () => extraAt(many, 'x', 'X'),
      ({ message }: Error) => message.length < 500 && !message.includes('\u001b'),
    );
  });
});
