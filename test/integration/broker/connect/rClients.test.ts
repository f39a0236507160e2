import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { endedAfterEach } from '../../../ended.js';
import { Content, SALES, use } from './contentCalls.js';

const SCRIPT = path.join(import.meta.dirname, '../../../clients/rContent.R');

describe('R in content under development', function () {
  // R loads its packages slowly on a machine that is busy.
  this.timeout(120_000);
  const ended = endedAfterEach();

  /** What the calls of a package come to. Skips the test, and prints why, where R or the package is not installed. */
  async function calls(context: Mocha.Context, name: string): Promise<{ content: Content; lines: readonly string[] }> {
    const content = await Content.start(ended);
    await content.window.contentUses.add(use({ guid: SALES }));
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, ...content.variables, NO_PROXY: '127.0.0.1', TEST_USER_TOKEN: content.userToken() };
    const args = ['--vanilla', SCRIPT, name];
    const { stdout } = await promisify(execFile)('Rscript', args, { env }).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        return { stdout: 'missing R' };
      }
      throw error;
    });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim());
    const [, missing] = /^missing (.*)$/.exec(lines[0] ?? '') ?? [];
    if (missing !== undefined) {
      console.warn(`      ${missing} is not installed.`);
      context.skip();
    }
    return { content, lines };
  }

  const hashes = ({ source }: Content) =>
    source.secrets.map((token) => createHash('sha256').update(token).digest('hex'));

  it('gets tokens by connectcreds', async function () {
    const { content, lines } = await calls(this, 'connectcreds');
    const [, viewer = '', service = ''] = hashes(content);
    assert.deepEqual(lines, [
      'has_viewer TRUE',
      `viewer ${viewer}`,
      `service ${service}`,
      'has_viewer_of_service FALSE',
    ]);
  });

  it('gets tokens by httr2, which keeps none for long and understands the answers', async function () {
    const { content, lines } = await calls(this, 'httr2');
    const [viewer = '', , service = ''] = hashes(content);
    assert.deepEqual(lines, [
      `viewer ${viewer}`,
      'lifetime TRUE',
      `service ${service}`,
      'viewer_of_service error: httr2_http_400',
    ]);
  });
});
