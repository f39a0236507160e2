import assert from 'node:assert/strict';
import { writeServers, writeServerToken } from '../../../src/command/servers.js';
import { Terminal } from '../../../src/command/terminal.js';
import { Secret } from '../../../src/core/secret.js';

describe('What the command writes of servers', () => {
  let written = '';
  const terminal = new Terminal({ write: (text) => (written += text) }, { write: () => undefined });
  beforeEach(() => (written = ''));

  it('as JSON has the role, and when the token expires, if that is known', async () => {
    const url = 'https://connect.example.com';
    const expiry = { at: Date.parse('2026-01-01T00:00:00.5Z'), isRenewable: true };
    const main = { name: 'main', url, isDefault: true, isSignedIn: true, username: 'ada', role: 'publisher', expiry };
    const unknown = { username: undefined, role: undefined, expiry: undefined };
    await writeServers([main, { ...main, ...unknown, isDefault: false, isSignedIn: false }], terminal, 'json', '');
    assert.deepEqual(JSON.parse(written), [
      {
        ...{ name: 'main', url, default: true, status: 'signed_in', user: 'ada', role: 'publisher' },
        ...{ expires_at: '2026-01-01T00:00:00Z', renewable: true },
      },
      { name: 'main', url, default: false, status: 'not_signed_in', user: null, role: null },
    ]);
  });

  const credential = (value: string, scheme = 'Bearer') => ({ scheme, value: new Secret(value), expiresAt: undefined });

  it('is a token or a header, without a line break in the token', () => {
    writeServerToken(credential('abc'), terminal, {});
    assert.equal(written, 'abc');
    writeServerToken(credential('abc', 'Key'), terminal, { header: true });
    assert.equal(written, 'abcAuthorization: Key abc\n');
  });

  for (const [what, wrong] of [
    ['nothing', undefined],
    ['an empty text', credential('')],
    ['a second line at its end', credential('abc\nX-Evil: 1')],
    ['a line before it', credential('X-Evil: 1\nabc')],
    ['a second header in the scheme', credential('abc', 'Bearer\nX-Evil:')],
    ['a space before the scheme', credential('abc', ' Bearer')],
  ] as const) {
    it(`is never a token that is, or has, ${what}`, () => {
      for (const header of [false, true]) {
        assert.throws(() => writeServerToken(wrong, terminal, { header }), { message: /no token that can be used/ });
      }
      assert.equal(written, '');
    });
  }
});
