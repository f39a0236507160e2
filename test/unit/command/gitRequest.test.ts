import assert from 'node:assert/strict';
import { readGitRequest } from '../../../src/command/gitRequest.js';

/** Input that comes in pieces, and fails if more is read than a test allows. */
async function* pieces(...parts: readonly (string | Buffer | undefined)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    await Promise.resolve();
    yield typeof part === 'string' ? Buffer.from(part) : (part ?? assert.fail('read on after the request'));
  }
}

describe('readGitRequest', () => {
  for (const [what, input, expected] of [
    ['lines to the end', ['protocol=https\nhost=a\n'], { protocol: 'https', host: 'a' }],
    ['a line without an end', ['host=a'], { host: 'a' }],
    ['no further than the blank line', ['host=a\n', '\n', undefined], { host: 'a' }],
    ['nothing after a blank line at the start', ['\nhost=a\n', undefined], {}],
    ['pieces', ['ho', 'st=1', '\nusername', '=\u00fc\n'], { host: '1', username: 'ü' }],
    ['values with equals signs, and empty ones', ['password=1=2\nusername=\n'], { password: '1=2', username: '' }],
    ['the last of a key', ['host=1\nhost=2\n'], { host: '2' }],
    [
      'lines that end with CR LF',
      ['protocol=https\r\nhost=a\r\n', '\r\n', undefined],
      { protocol: 'https', host: 'a' },
    ],
    ['a blank line with CR at the start', ['\r\nhost=a\r\n', undefined], {}],
    ['nothing of keys that are not used', ['wwwauth[]=Basic realm="\t\u001b"\nhost=a\npath=\0\n'], { host: 'a' }],
    [
      'a request with Latin-1 in a key that is not used',
      [Buffer.from('wwwauth[]=\xe9\nhost=a\n', 'latin1')],
      { host: 'a' },
    ],
    ['nothing', [], {}],
  ] as const) {
    it(`reads ${what}`, async () => {
      assert.deepEqual(Object.fromEntries(await readGitRequest(pieces(...input))), expected);
    });
  }

  for (const [what, input] of [
    ['a carriage return within a value', 'host=1\r2\n'],
    ['NUL', 'host=\0\n'],
    ['a tab', 'username=a\tb\n'],
    ['an escape', 'password=\u001b\n'],
    ['DEL', 'host=\u007f\n'],
    ['Latin-1', Buffer.from('host=\xe9\n', 'latin1')],
    ['a line without equals sign', 'host\n'],
    ['a line without key', '=1\n'],
    ['64 KiB', `path=${'x'.repeat(64 * 1024)}\n`],
  ] as const) {
    it(`refuses ${what}, and repeats no part of it`, async () => {
      await assert.rejects(readGitRequest(pieces(input)), {
        message:
          'Standard input contains no credential request of Git. This command is for Git to run. See: credentials git-credential --help',
      });
    });
  }
});
