import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gitHosts, hostsIn, repositoryFolders } from '../../../src/coder/remotes.js';
import { temporaryFolder } from '../../temporaryFolder.js';

const CONFIG = '[remote "origin"]\n\turl = https://git.example.org/team/x.git\n';

describe('The remotes of a repository', function () {
  const temporary = temporaryFolder('remotes');
  after(() => temporary.remove());

  /** A folder whose `.git/config` is made by `make`. */
  function repository(name: string, make: (config: string) => void): string {
    const folder = path.join(temporary.path, name);
    mkdirSync(path.join(folder, '.git'), { recursive: true });
    make(path.join(folder, '.git', 'config'));
    return folder;
  }

  const ordinary = () => repository('ordinary', (config) => writeFileSync(config, CONFIG));

  it('are the hosts in its configuration', async () => {
    assert.deepEqual(await gitHosts([ordinary(), path.join(temporary.path, 'missing')]), ['https://git.example.org']);
  });

  it('are those of the repository that a folder is in, also in a worktree', async () => {
    const folder = path.join(ordinary(), 'a', 'b');
    mkdirSync(folder, { recursive: true });
    assert.deepEqual(await gitHosts([folder]), ['https://git.example.org']);
    const own = path.join(ordinary(), '.git', 'worktrees', 'tree');
    mkdirSync(own, { recursive: true });
    writeFileSync(path.join(own, 'commondir'), '../..\n');
    const tree = path.join(temporary.path, 'tree');
    mkdirSync(tree);
    writeFileSync(path.join(tree, '.git'), `gitdir: ${own}\n`);
    assert.deepEqual(await gitHosts([tree]), ['https://git.example.org']);
  });

  for (const [line, host] of [
    ['url = git@Git.example.org:team/x.git', 'https://git.example.org'],
    ['url = "https://git.example.org/team/x.git"', 'https://git.example.org'],
    ['URL=https://git.example.org/x # the new one', 'https://git.example.org'],
    ['url = ssh://git@git.example.org:22/x ; old', 'https://git.example.org'],
    ['url = C:/repositories/x', undefined],
    ['url = ../x', undefined],
  ] as const) {
    it(`are read from ${line}`, () => {
      assert.deepEqual(hostsIn(`[REMOTE "origin"]\n\t${line}\n`), host === undefined ? [] : [host]);
    });
  }

  it('are not read from what may never end: a pipe, a device, a link, a large file', async function () {
    // Windows has neither pipes nor devices in folders, and only some users may create links.
    if (process.platform === 'win32') this.skip();
    const elsewhere = path.join(ordinary(), '.git', 'config');
    const folders = [
      repository('pipe', (config) => execFileSync('mkfifo', [config])),
      repository('device', (config) => symlinkSync('/dev/zero', config)),
      repository('link', (config) => symlinkSync(elsewhere, config)),
      repository('large', (config) => writeFileSync(config, CONFIG + ' '.repeat(1024 * 1024))),
      repository('folder', (config) => mkdirSync(config)),
    ];
    assert.deepEqual(await gitHosts(folders), []);
  });
});

describe('The folders whose remotes are read', () => {
  const folder = (scheme: string, fsPath: string) => ({ uri: { scheme, fsPath } });
  const workspaceFolders = [
    folder('file', '/repositories/a'),
    folder('vscode-vfs', '/github/b'),
    folder('file', '/repositories/c'),
  ];

  it('are those of this machine', () => {
    assert.deepEqual(repositoryFolders({ isTrusted: true, workspaceFolders }), ['/repositories/a', '/repositories/c']);
    assert.deepEqual(repositoryFolders({ isTrusted: true, workspaceFolders: undefined }), []);
  });

  it('are none in Restricted Mode', () => {
    assert.deepEqual(repositoryFolders({ isTrusted: false, workspaceFolders }), []);
  });
});
