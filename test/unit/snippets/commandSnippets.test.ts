import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SnippetLibrary } from '../../../src/snippets/library.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { isInstalled, r } from './interpreters.js';
import { CONTEXT } from './templateFiles.js';

const FOLDER = fileURLToPath(new URL('../../../snippets', import.meta.url));

/** Stands for the command: a name with a quote in it must arrive unchanged. */
const PROGRAM = `#!/bin/sh
[ "$1" = access-token ] || exit 2
case $2 in
  "ada's github") printf secret-token ;;
  *) echo 'You are not signed in.' >&2; echo https://coder.example/external-auth; exit 1 ;;
esac
`;

/** How to run a snippet and print its token: what is called, and what is appended to the snippet. */
const LANGUAGES: Readonly<Record<string, readonly [file: string, command: string, appended: string]>> = {
  Shell: ['x.sh', 'sh', 'printf "%s" "$access_token"\n'],
  Python: ['x.py', 'python3', 'print(access_token, end="")\n'],
  R: ['x.R', 'Rscript', 'cat(access_token)\n'],
  JavaScript: ['x.mjs', process.execPath, ''],
};

describe('Snippets that run the command', function () {
  this.timeout(60_000);
  const ended = endedAfterEach();
  const library = new SnippetLibrary(FOLDER, () => '', (error) => assert.fail(error));

  async function run(language: string, name: string): Promise<{ stdout: string; stderr: string; code: number }> {
    const [file = '', command = '', appended = ''] = LANGUAGES[language] ?? [];
    const folder = temporaryFolder('command-snippets');
    ended(() => folder.remove());
    const bin = path.join(folder.path, 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(path.join(bin, 'credentials'), PROGRAM);
    await chmod(path.join(bin, 'credentials'), 0o755);
    const snippet = await library.render(language, { ...CONTEXT, name, content: 'command' });
    const code = snippet.replace('// Use accessToken with', 'process.stdout.write(accessToken); // Use accessToken with');
    await writeFile(path.join(folder.path, file), code + appended);
    const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` };
    const result = promisify(execFile)(command, [path.join(folder.path, file)], { env });
    return result.then(
      (output) => ({ ...output, code: 0 }),
      (error: unknown) => error as { stdout: string; stderr: string; code: number },
    );
  }

  for (const language of Object.keys(LANGUAGES)) {
    it(`get the token, or say why there is none, in ${language}`, async function () {
      if (process.platform === 'win32' || (language === 'R' && !(await isInstalled(r)))) {
        this.skip();
      }
      const { stdout, code } = await run(language, "ada's github");
      assert.deepEqual([stdout, code], ['secret-token', 0]);
      const failed = await run(language, 'another');
      assert.notEqual(failed.code, 0);
      assert.match(failed.stderr, /https:\/\/coder\.example\/external-auth/);
      assert.match(failed.stderr, /You are not signed in/);
    });
  }
});
