import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readJsonObject } from '../../../src/command/jsonFile.js';
import { CredentialError } from '../../../src/core/errors.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';

const EXPECTED = 'It must contain a name.';

describe('A JSON file that the command reads', () => {
  const ended = endedAfterEach();

  function fileWith(content: string): string {
    const folder = temporaryFolder('json');
    ended(() => folder.remove());
    const file = path.join(folder.path, 'file.json');
    writeFileSync(file, content);
    return file;
  }

  // oxlint-disable-next-line typescript/require-await -- An async generator, as a stream is.
  const input = async function* () {
    yield Buffer.from('{"from": ');
    yield Buffer.from('"input"}');
  };

  /** The sentence about a file that can't be used. */
  async function complaint(file: string): Promise<string> {
    const error: unknown = await readJsonObject(file, EXPECTED).catch((reason: unknown) => reason);
    assert.ok(error instanceof CredentialError, 'It can be used');
    assert.equal(error.failure, 'configuration');
    return error.message.replace(file, 'FILE');
  }

  it('is an object, of which an editor may have marked the byte order', async () => {
    assert.deepEqual(await readJsonObject(fileWith('{"a": [1]}'), EXPECTED), { a: [1] });
    assert.deepEqual(await readJsonObject(fileWith('\uFEFF{}'), EXPECTED), {});
  });

  it('is standard input only if that is called so, and there is one', async () => {
    assert.deepEqual(await readJsonObject('-', EXPECTED, input), { from: 'input' });
    assert.deepEqual(await readJsonObject(fileWith('{"a": 1}'), EXPECTED, input), { a: 1 });
    assert.equal(
      await complaint('-'),
      'The file FILE could not be read. Check that it exists, and that you may read it.',
    );
  });

  for (const [what, content, message] of [
    [
      'lacks a comma',
      '{"a": 1,\n\n  "b": 2 3}',
      /^The file FILE is not JSON: see line 3, column 10\. It must contain a name\.$/,
    ],
    ['ends too early', '{"a": ', /^The file FILE is not JSON/],
    ['is empty', '', /^The file FILE is not JSON\. It must contain a name\.$/],
    ['is a list', '[]', /^The file FILE is not a JSON object\. It must contain a name\.$/],
    ['is null', 'null', /^The file FILE is not a JSON object\. /],
  ] as const) {
    it(`that ${what} is not used`, async () => {
      assert.match(await complaint(fileWith(content)), message);
    });
  }

  it('has to be there', async () => {
    assert.match(await complaint('/nonexistent/file.json'), /^The file FILE could not be read\. /);
  });

  it('is not repeated where it is wrong', async () => {
    assert.doesNotMatch(await complaint(fileWith('{"secret": "hunter2" hunter3}')), /hunter/);
  });
});
