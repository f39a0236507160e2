import assert from 'node:assert/strict';
import { gjsonText } from '../../../../src/command/coder/gjson.js';

const EXTRA = {
  authed_user: { id: 'U1', scopes: ['read', 'write'] },
  team: { name: 'Posit', id: 'T1' },
  'dotted.name': 'dots',
  'a*b': 'star',
  'back\\slash': 'slash',
  '': { '': 'empty' },
  users: [{ first: 'Ada', age: 36 }, { first: 'Alan' }, { age: 41, list: [1, 2] }],
  '1': 'one',
  expires_in: 28_800,
  ratio: 1.5,
  ok: true,
  none: null,
  empty: { b: null, a: [null] },
  many: Array.from({ length: 11 }, (_, at) => `element ${at}`),
  'line\nbreak': 'two lines',
};

describe('a path of gjson', () => {
  for (const [path, expected] of [
    ['authed_user.id', 'U1'],
    ['authed_user', '{"id":"U1","scopes":["read","write"]}'],
    ['authed_user.scopes', '["read","write"]'],
    ['authed_user.scopes.1', 'write'],
    ['authed_user.scopes.2', ''],
    ['authed_user.scopes.#', '2'],
    ['authed_user.scopes.length', ''],
    ['authed_user.id.x', ''],
    ['missing', ''],
    ['missing.#', ''],
    ['toString', ''],
    ['team', '{"id":"T1","name":"Posit"}'],
    ['dotted\\.name', 'dots'],
    ['dotted.name', ''],
    ['a\\*b', 'star'],
    ['a*', 'star'],
    ['te?m.name', 'Posit'],
    ['t?m.name', ''],
    ['exp*', '28800'],
    ['back\\\\slash', 'slash'],
    ['.', 'empty'],
    ['users.#', '3'],
    ['users.#.first', '["Ada","Alan"]'],
    ['users.#.list.#', '[2]'],
    ['users.0.first', 'Ada'],
    ['users.0', '{"age":36,"first":"Ada"}'],
    ['1', 'one'],
    ['ratio', '1.5'],
    ['ok', 'true'],
    ['none', ''],
    ['team.#', ''],
    ['none.x', ''],
    ['authed_user.id.0', ''],
    ['empty', '{"a":[null],"b":null}'],
    ['many.10', 'element 10'],
    ['line*', 'two lines'],
    ['a\\*?', 'star'],
    ['a\\.*', ''],
  ] as const) {
    it(`${JSON.stringify(path)} leads to ${JSON.stringify(expected)}`, () => {
      assert.equal(gjsonText(EXTRA, path), expected);
    });
  }

  it('in JSON has no characters that act on a terminal', () => {
    assert.equal(gjsonText({ a: { b: '\u001b[2J' } }, 'a'), '{"b":"\\u001b[2J"}');
  });

  for (const path of [
    'users.#(first=="Ada")',
    'users.#(age>40)#.first',
    'users|0',
    'authed_user.id|@this',
    '@pretty',
    'team.@keys',
    '{team.id,team.name}',
    '[ok,none]',
    '!"literal"',
  ]) {
    it(`${JSON.stringify(path)} is not supported`, () => {
      assert.equal(gjsonText(EXTRA, path), undefined);
    });
  }
});
