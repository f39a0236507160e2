import assert from 'node:assert/strict';
import { normalHost } from '../../../src/command/gitCredential.js';
import { readGitRequest } from '../../../src/command/gitRequest.js';

/** Input that comes in pieces, and fails if more is read than a test allows. */
async function* pieces(...texts: readonly (string | undefined)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    await Promise.resolve();
    yield Buffer.from(text ?? assert.fail('read on after the request'));
  }
}

describe('readGitRequest', () => {
  for (const [what, input, expected] of [
    ['lines to the end', ['a=1\nb=2\n'], { a: '1', b: '2' }],
    ['a line without an end', ['a=1'], { a: '1' }],
    ['no further than the blank line', ['a=1\n', '\n', undefined], { a: '1' }],
    ['nothing after a blank line at the start', ['\na=1\n', undefined], {}],
    ['pieces', ['a', '=1', '\nb', '=\u00fc\n'], { a: '1', b: 'ü' }],
    ['values with equals signs, and empty ones', ['a=1=2\nb=\n'], { a: '1=2', b: '' }],
    ['the last of a key', ['a=1\na=2\n'], { a: '2' }],
    ['nothing', [], {}],
  ] as const) {
    it(`reads ${what}`, async () => {
      assert.deepEqual(Object.fromEntries(await readGitRequest(pieces(...input))), expected);
    });
  }

  for (const [what, input] of [
    ['a carriage return', 'a=1\r\n'],
    ['NUL', 'a=\0\n'],
    ['an escape in a key', 'a\u001b=1\n'],
    ['DEL', 'a=\u007f\n'],
    ['a line without equals sign', 'a\n'],
    ['a line without key', '=1\n'],
    ['64 KiB', `a=${'x'.repeat(64 * 1024)}\n`],
  ] as const) {
    it(`refuses ${what}, and repeats nothing of it`, async () => {
      await assert.rejects(readGitRequest(pieces(input)), {
        message:
          'Standard input contains no credential request of Git. This command is for Git to run. See: credentials git-credential --help',
      });
    });
  }
});

describe('normalHost', () => {
  for (const [host, normal] of [
    ['Git.Example.com', 'git.example.com'],
    ['git.example.com:443', 'git.example.com'],
    ['git.example.com:8443', 'git.example.com:8443'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['[::1]:8443', '[::1]:8443'],
    ['', undefined],
    ['a/b', undefined],
    ['user@host', undefined],
    ['host?x', undefined],
    ['host\\x', undefined],
    ['a b', undefined],
    ['host:99999', undefined],
  ] as const) {
    it(`takes ${JSON.stringify(host)} for ${normal}`, () => {
      assert.equal(normalHost(host), normal);
    });
  }
});
