import assert from 'node:assert/strict';
import fc from 'fast-check';
import { callbackParameters } from '../../../src/core/callbackQuery.js';

const read = (query: string, isDecoded = false) => [...callbackParameters(query, isDecoded)];

/** As VS Code's `Uri.parse` reads a query. */
const decodedOnce = (query: string) => decodeURIComponent(query);

describe('callbackParameters', () => {
  const codes = {
    'of Google': '4/0AbCd-ef_g',
    'in base64': 'ab+cd/ef==',
    'with separators': '4/0Ab+cd&x==',
    'with percent signs': '100%/%2F%zz',
    'with a question mark and a hash': 'a?b#c',
    'of letters and a plus sign': 'ab+cd',
    'of letters': 'abcd',
  };
  for (const [kind, code] of Object.entries(codes)) {
    const state = 'Zm9v-_YmFy';
    const query = new URLSearchParams({ code, state, iss: 'https://login.example.org/a?b=c' }).toString();
    const expected = [...new URLSearchParams(query)];

    it(`reads a code ${kind} as it came to a desktop, and to a browser`, () => {
      assert.deepEqual(read(decodedOnce(query)), expected);
      assert.deepEqual(read(decodedOnce(query), true), expected);
      assert.deepEqual(read(query), expected);
      const short = new URLSearchParams({ code, state }).toString();
      assert.deepEqual(read(decodedOnce(short)), expected.slice(0, 2));
      assert.deepEqual(read(decodedOnce(short), true), expected.slice(0, 2));
      assert.deepEqual(read(short), expected.slice(0, 2));
    });
  }

  it('does not decode a query of a desktop that looks as if it were still encoded', () => {
    const query = new URLSearchParams({ code: 'ab%2Bcd', state: 'S' }).toString();
    assert.deepEqual(read(decodedOnce(query), true), [
      ['code', 'ab%2Bcd'],
      ['state', 'S'],
    ]);
  });

  it('reads what other parameters there are', () => {
    assert.deepEqual(read('state=S&code=4/a&scope=a+https://b/c&authuser=0&shop.name=x:y&flag'), [
      ['state', 'S'],
      ['code', '4/a'],
      ['scope', 'a https://b/c'],
      ['authuser', '0'],
      ['shop.name', 'x:y&flag'],
    ]);
    assert.deepEqual(read('error=access_denied&error_description=No+way: ask, or wait&state=S'), [
      ['error', 'access_denied'],
      ['error_description', 'No way: ask, or wait'],
      ['state', 'S'],
    ]);
    assert.deepEqual([...read(''), ...read('', true)], []);
  });

  it('never makes one state or code of two', () => {
    assert.deepEqual(callbackParameters('code=a/b&state=S&state=T', true).getAll('state'), ['S', 'T']);
    assert.deepEqual(callbackParameters('code=a/b&code=c&state=S', true).getAll('code'), ['a/b', 'c']);
    assert.deepEqual(callbackParameters('code=a+b&code=c&state=S', false).getAll('code').length, 2);
  });

  it('reads every code of visible characters, but for one that looks like further parameters', () => {
    const visible = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(visible, (code) => {
        fc.pre(!/&[A-Za-z][\w.-]+=/.test(code));
        const query = `code=${encodeURIComponent(code)}&state=S&iss=https%3A%2F%2Fa.example`;
        const parameters = callbackParameters(decodedOnce(query), true);
        assert.deepEqual([parameters.get('code'), parameters.get('state')], [code, 'S']);
      }),
    );
  });
});
