import assert from 'node:assert/strict';
import { parseLogin, parseLogout } from '../../../../src/command/connect/loginResponses.js';

const PAGE = 'https://connect.example.com/oauth?a=b';
const UNSAFE = ['javascript:alert(1)', 'http://evil.example.com/', 'https://a.example.com/\u001b[2J', ''];

describe('What the command reads of a sign-in to a server through an editor window', () => {
  it('is the notes that can be read, and how many there are', () => {
    const notes = [
      { page: { name: 'main', url: PAGE }, text: 'not with a page' },
      { log: { level: 'debug', line: 'GET /' } },
      { text: 'Waiting.' },
      { log: { level: 'trace', line: 'of no level that is known' } },
      { log: { level: 'info', line: 7 } },
      ...[{ page: { name: 'no address' } }, { text: 7 }, 7, null],
    ];
    assert.deepEqual(parseLogin({ login: 'L1', notes }), {
      login: 'L1',
      notes: [
        { page: { name: 'main', url: PAGE } },
        { log: { level: 'debug', line: 'GET /' } },
        { text: 'Waiting.' },
        ...[{}, {}, {}, {}],
      ],
      count: notes.length,
      outcome: undefined,
    });
    assert.deepEqual(parseLogin({ login: 7, notes: 'none' }), { login: '', notes: [], count: 0, outcome: undefined });
    assert.deepEqual(parseLogout({ name: 'main', notes: [{ text: 'Revoked.' }] }), {
      name: 'main',
      notes: [{ text: 'Revoked.' }],
    });
  });

  const outcomeOf = (answer: object) => parseLogin({ login: 'L1', notes: [], ...answer }).outcome;

  it('is how it ended', () => {
    const server = { name: 'main', url: 'https://connect.example.com', signed_in: true };
    const signedIn = outcomeOf({ server });
    assert.ok(signedIn?.kind === 'signedIn');
    assert.deepEqual([signedIn.server.name, signedIn.server.isSignedIn], ['main', true]);
    assert.deepEqual(outcomeOf({ not_in_time: { name: 'main', seconds: 120 } }), {
      ...{ kind: 'notInTime', name: 'main', seconds: 120 },
    });
    assert.deepEqual(outcomeOf({ not_in_time: { seconds: '120' } }), { kind: 'notInTime', name: '', seconds: 0 });
    const pending = { name: 'main', url: 'https://connect.example.com' };
    assert.deepEqual(outcomeOf({ pending }), { kind: 'pending', ...pending, code: undefined });
    const code = { page: PAGE, user_code: 'ABCD', expiry: '2026-01-01T00:00:00Z' };
    assert.deepEqual(outcomeOf({ pending: { ...pending, code } }), {
      ...{ kind: 'pending', ...pending },
      code: { page: PAGE, userCode: 'ABCD', expiresAt: Date.parse(code.expiry) },
    });
    assert.deepEqual(outcomeOf({ pending: { code: { page: PAGE } } }), {
      ...{ kind: 'pending', name: '', url: '' },
      code: { page: PAGE, userCode: '', expiresAt: 0 },
    });
  });

  for (const url of UNSAFE) {
    it(`is never ${JSON.stringify(url)} as a page to open`, () => {
      const notSafe = { message: /its address is not safe/ };
      assert.throws(() => parseLogin({ login: 'L1', notes: [{ page: { name: 'main', url } }] }), notSafe);
      assert.throws(() => outcomeOf({ pending: { name: 'main', url, code: { page: url } } }), notSafe);
    });
  }
});
