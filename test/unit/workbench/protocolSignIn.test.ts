import assert from 'node:assert/strict';
import { parseSignedOut, parseSignIn } from '../../../src/workbench/protocol.js';
import { failureOf } from './failureOf.js';

const NOTHING_SAID = [undefined, null, '', ' ', 7, {}, ['https://example.org']];

describe('parseSignIn', () => {
  it('returns the URL byte for byte', () => {
    const url = 'https://IDP.example.org:443/a/../b?r=https%3A%2F%2Fh%2F%3Fa%3D1%26b%3d2&x=|~%7E+';
    assert.deepEqual(parseSignIn({ url }), { url, opened: false, authenticated: false });
  });

  it('returns that the page has been opened, with and without its URL', () => {
    const url = 'https://idp.example.org/authorize';
    assert.deepEqual(parseSignIn({ opened: true, url }), { url, opened: true, authenticated: false });
    for (const none of NOTHING_SAID) {
      assert.deepEqual(parseSignIn({ opened: true, url: none }), { opened: true, authenticated: false });
    }
  });

  it('returns that the user is signed in already, so that there is no page', () => {
    assert.deepEqual(parseSignIn({ authenticated: true }), { opened: false, authenticated: true });
  });

  for (const url of NOTHING_SAID) {
    it(`names the field when it is ${JSON.stringify(url)}, and nothing else says how`, () => {
      for (const besides of [
        {},
        { opened: false },
        { opened: 'true' },
        { authenticated: false },
        { authenticated: 1 },
      ]) {
        const error = failureOf(() => parseSignIn({ url, ...besides }));
        assert.deepEqual([error.failure, /\burl\b/.test(error.message)], ['protocol', true]);
      }
    });
  }
});

describe('parseSignedOut', () => {
  it('has nothing to tell where nothing is left to do', () => {
    for (const detail of [undefined, null, '', ' ', 7, {}, ['x']]) {
      assert.equal(parseSignedOut({ result: true, detail }), undefined);
    }
  });

  it('returns what is still to be done by hand, unchanged', () => {
    const detail = 'Revoke the token at a\u202Eb.';
    assert.equal(parseSignedOut({ result: true, detail }), detail);
  });

  for (const result of [undefined, null, 'true', 1, {}]) {
    it(`names the field when it is ${JSON.stringify(result)}`, () => {
      const error = failureOf(() => parseSignedOut({ result, detail: 'x' }));
      assert.deepEqual([error.failure, /\bresult\b/.test(error.message)], ['protocol', true]);
    });
  }
});
