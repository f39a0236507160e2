import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { contextOf } from '../../../src/snippets/context.js';
import { CELL_COMMENT, kernelCode } from '../../../src/snippets/kernelCode.js';
import { SnippetLibrary } from '../../../src/snippets/library.js';
import { pythonForAll } from '../../clients/pythonClients.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { signedIn } from '../../unit/core/fakeSource.js';
import { startBroker } from './brokerWindow.js';
import { TokenSource } from './tokenSource.js';

const KERNEL = fileURLToPath(new URL('../../clients/kernel.py', import.meta.url));
const GUID = '11111111-1111-4111-8111-111111111111';

/** Seconds that a kernel may take for anything. */
const PATIENCE = 60;

const library = new SnippetLibrary(
  fileURLToPath(new URL('../../../snippets', import.meta.url)),
  () => '',
  (error) => assert.fail(error),
);

const PRINT_HASH = 'import hashlib\nprint(hashlib.sha256(access_token.encode()).hexdigest(), end="")';
const PRINT_HOSTS = 'import os\nprint(os.environ["NO_PROXY"], os.environ["no_proxy"], end="")';

function codeFor(language: string, variables: Readonly<Record<string, string>>): string {
  return kernelCode(language, variables) ?? assert.fail(`There is no code for ${language}`);
}

describe('The code that gives a notebook its credentials', function () {
  this.timeout(300_000);
  const ended = endedAfterEach();

  async function openWindow() {
    const source = new TokenSource();
    source.listed = [signedIn({ guid: GUID })];
    const window = await startBroker(ended, [source]);
    await window.base.catalog.refresh(source, new AbortController().signal);
    return { source, window };
  }

  describe('in a real Python kernel', () => {
    const python = pythonForAll('notebooks.txt');

    /** What pieces of code print, in a kernel with an environment of its own. */
    async function run(
      pieces: readonly string[],
      own: Readonly<Record<string, string>> = {},
    ): Promise<readonly (readonly [status: string, printed: string])[]> {
      const home = temporaryFolder('kernel');
      ended(() => home.remove());
      const environment = { PATH: process.env['PATH'], HOME: home.path, ...own };
      const running = promisify(execFile)(python(), [KERNEL], { env: environment });
      running.child.stdin?.end(JSON.stringify({ environment, pieces, seconds: PATIENCE }));
      return JSON.parse((await running).stdout) as readonly (readonly [string, string])[];
    }

    it('lets the snippet get a token of this window, which it could not before', async () => {
      const { source, window } = await openWindow();
      const snippet = await library.render('Python', contextOf(window.integration('GitHub')));
      const code = codeFor('python', window.environment);
      assert.ok(!window.tellsSecret(code));
      const [before, set, after] = await run([snippet, code, `${snippet}\n${PRINT_HASH}`]);
      assert.equal(before?.[0], 'error');
      assert.deepEqual(set, ['ok', '']);
      const [token = ''] = source.secrets;
      assert.deepEqual(after, ['ok', createHash('sha256').update(token).digest('hex')]);
    });

    it('does the same as a cell, and exempts this machine from proxies once, however often it runs', async () => {
      const { window } = await openWindow();
      const cell = `${CELL_COMMENT}\n${codeFor('python', window.environment)}`;
      const printed = await run([cell, cell, PRINT_HOSTS], { NO_PROXY: 'example.org,localhost' });
      assert.deepEqual(printed, [
        ['ok', ''],
        ['ok', ''],
        ['ok', 'example.org,localhost,127.0.0.1 example.org,localhost,127.0.0.1'],
      ]);
    });

    it('leaves an exemption of all hosts, and takes every value as it is', async () => {
      const variables = { ODD: 'a"b\\c\n{d} é \u{1f511}' };
      const all = { NO_PROXY: '*', no_proxy: '*' };
      const printed = await run([codeFor('python', variables), `${PRINT_HOSTS}\nprint(ascii(os.environ["ODD"]))`], all);
      assert.deepEqual(printed.at(-1), ['ok', `* *'a"b\\\\c\\n{d} \\xe9 \\U0001f511'\n`]);
    });
  });

  it('sets the same variables in R, where that is installed', async function () {
    const environment = { PATH: process.env['PATH'], NO_PROXY: 'example.org', LC_ALL: 'C.UTF-8' };
    const code = codeFor('R', { ONE: 'a"b\\c é', TWO: '2' });
    const print = 'cat(Sys.getenv(c("ONE", "TWO", "NO_PROXY", "no_proxy")), sep = "\\n")';
    const args = ['--vanilla', '-e', `${code}\n${code}\n${print}`];
    const result = await promisify(execFile)('Rscript', args, { env: environment }).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        console.warn('      R is not installed');
        return this.skip();
      }
      throw error;
    });
    assert.deepEqual(result.stdout.trim().split('\n'), [
      'a"b\\c é',
      '2',
      'example.org,127.0.0.1,localhost',
      'example.org,127.0.0.1,localhost',
    ]);
  });

  it('does not exist for other languages', () => {
    assert.equal(kernelCode('julia', { ONE: '1' }), undefined);
  });
});
