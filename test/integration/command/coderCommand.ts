import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Coder } from '../../sandbox/coder/coder.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { codersPerTest } from '../coder/coderWindow.js';
import { commandForAll, type Result, type Run, type RunOptions } from './builtCommand.js';

/** To be called in a `describe`: the command, whose home folder is new for each test. */
export function coderCommandPerTest() {
  const command = commandForAll();
  const { start, ended } = codersPerTest();

  /** The home folder, in which the command remembers what a list has said. */
  let home = '';
  beforeEach(() => {
    const folder = temporaryFolder('coder-home');
    ended(() => folder.remove());
    home = folder.path;
  });

  const startRun = (args: readonly string[], options: RunOptions): Run => {
    const env = { HOME: home, XDG_CONFIG_HOME: home, APPDATA: home, ...options.env };
    return command().start(args, { ...options, env });
  };

  return {
    ...{ start, ended, startRun },
    run: (coder: Coder, args: readonly string[], env = coder.env, cwd?: string): Promise<Result> =>
      startRun(args, { env, ...(cwd === undefined ? {} : { cwd }) }).result,
    /** A repository that has a remote. */
    repository: (remote: string): string => {
      const folder = path.join(home, 'repository');
      execFileSync('git', ['init', '-q', folder]);
      execFileSync('git', ['-C', folder, 'remote', 'add', 'origin', remote]);
      return folder;
    },
  };
}

/** Compared like this, no failure shows a token. */
export function assertIsToken(coder: Coder, id: string, { code, stdout, stderr }: Result): void {
  const token = coder.links.find(({ providerId }) => providerId === id)?.accessToken;
  assert.ok(stdout === token, `Standard output is not the token alone (${stdout.length})`);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
}
