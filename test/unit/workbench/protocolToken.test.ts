import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { parseToken } from '../../../src/workbench/protocol.js';
import { failureOf } from './failureOf.js';

const TOKEN = 'canary-token';

/** What is told of a token, with its value for everybody to see: it is none that opens anything. */
function tokenIn(answer: Readonly<Record<string, unknown>>) {
  const token = parseToken(answer);
  return token && { ...token, value: token.value.reveal() };
}

describe('parseToken', () => {
  it('has the value as it was received, and when it expires', () => {
    const value = ' a+/=~%20.b ';
    assert.deepEqual(tokenIn({ access_token: value, expiry: '2026-12-31T23:59:59Z' }), {
      value,
      expiresAt: Date.UTC(2026, 11, 31, 23, 59, 59),
    });
  });

  const times = {
    '2026-12-31T23:59:59+00:00': Date.UTC(2026, 11, 31, 23, 59, 59),
    '2026-12-31T23:59:59.5Z': Date.UTC(2026, 11, 31, 23, 59, 59, 500),
    '2026-12-31T23:59:59.123456789Z': Date.UTC(2026, 11, 31, 23, 59, 59, 123),
    '2027-01-01T01:59:59+02:00': Date.UTC(2026, 11, 31, 23, 59, 59),
    // posit-sdk-py and rstudioapi take it as well, the latter as UTC.
    '2026-12-31T23:59:59': Date.UTC(2026, 11, 31, 23, 59, 59),
  };
  for (const [expiry, expiresAt] of Object.entries(times)) {
    it(`reads the expiry ${expiry}`, () => {
      assert.deepEqual(tokenIn({ access_token: TOKEN, expiry }), { value: TOKEN, expiresAt });
    });
  }

  const UNREADABLE = ['', 'soon', '2026-12-31', '2026-13-01T00:00:00Z', 1_798_761_599, {}];
  for (const expiry of [undefined, null, ...UNREADABLE]) {
    it(`has the token, and does not know when it expires, where expiry is ${JSON.stringify(expiry)}`, () => {
      assert.deepEqual(tokenIn({ access_token: TOKEN, expiry }), { value: TOKEN, expiresAt: undefined });
    });
  }

  it('has what else came with it', () => {
    const extra = { instance_url: 'https://eu.example.org', nested: { list: [1, null] } };
    assert.deepEqual(tokenIn({ access_token: TOKEN, extra })?.extra?.reveal(), extra);
  });

  for (const extra of [undefined, null, 'x', 7, true, ['x']]) {
    it(`has nothing else where extra is ${JSON.stringify(extra)}`, () => {
      assert.deepEqual(tokenIn({ access_token: TOKEN, extra }), { value: TOKEN, expiresAt: undefined });
    });
  }

  it('is undefined if the server answers with an empty object, which means that the user is not signed in', () => {
    assert.equal(parseToken({}), undefined);
  });

  for (const access_token of [undefined, null, '', ' ', 7, {}, [TOKEN]]) {
    it(`names access_token when it is ${JSON.stringify(access_token)}`, () => {
      const error = failureOf(() => parseToken({ access_token, expiry: '2026-12-31T23:59:59Z' }));
      assert.deepEqual([error.failure, /\baccess_token\b/.test(error.message)], ['protocol', true]);
    });
  }

  it('does not show the value where the token is printed', () => {
    const token = parseToken({ access_token: TOKEN });
    assert.ok(![inspect(token), JSON.stringify(token)].some((told) => told.includes(TOKEN)));
  });
});
