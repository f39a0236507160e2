import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KnownProvider } from '../../../../src/coder/knownProvider.js';
import { LinkProblems } from '../../../../src/command/coder/linkProblems.js';
import { commandFolder } from '../../../../src/command/connect/folder.js';
import { temporaryFolder } from '../../../temporaryFolder.js';
import { FakeClock } from '../../fakeClock.js';
import { RecordingLog } from '../../recordingLog.js';

const MINUTE = 60_000;
const URL = 'https://coder.example.org';

const SLACK: KnownProvider = {
  ...{ asked: { id: 'slack' }, status: 'notSignedIn', type: 'slack', displayName: 'Slack', problem: 'token_revoked' },
  ...{ expiresAt: undefined, isRenewable: undefined, login: undefined },
};

describe('Why links of Coder are not valid, as the command remembers it,', () => {
  let home: ReturnType<typeof temporaryFolder>;
  let clock: FakeClock;
  let lists = 0;

  beforeEach(() => {
    home = temporaryFolder('link-problems');
    clock = new FakeClock();
    lists = 0;
  });
  afterEach(() => home.remove());

  const environment = () => ({ HOME: home.path, XDG_CONFIG_HOME: home.path, APPDATA: home.path });
  const file = () => path.join(commandFolder(environment(), process.platform, home.path), 'coder-list.json');

  /** A run of the command. Returns what it says, and how often a list has been asked for in all runs. */
  async function run(url = URL, list = () => Promise.resolve([SLACK])) {
    const problems = new LinkProblems(url, environment(), clock, new RecordingLog());
    const found = await problems.of('slack', () => {
      lists += 1;
      return list();
    });
    return [found?.problem, lists];
  }

  it('is asked for again after a minute, and for another deployment', async () => {
    assert.deepEqual(await run(), ['token_revoked', 1]);
    await clock.advance(MINUTE - 1);
    assert.deepEqual(await run(), ['token_revoked', 1]);
    await clock.advance(1);
    assert.deepEqual(await run(), ['token_revoked', 2]);
    assert.deepEqual(await run('https://other.example.org'), ['token_revoked', 3]);
  });

  it('is not asked for again within a minute after a failure, which leaves what was known before', async () => {
    await run();
    await clock.advance(MINUTE);
    await assert.rejects(
      run(URL, () => Promise.reject(new Error('down'))),
      { message: 'down' },
    );
    assert.deepEqual(await run(), ['token_revoked', 2]);
  });

  it('is asked for where the file is damaged, or of a time to come', async () => {
    mkdirSync(path.dirname(file()), { recursive: true });
    const future = JSON.stringify({ url: URL, at: clock.now() + MINUTE, providers: {} });
    for (const [at, content] of ['', '{', '[]', '{"url":1,"at":"x"}', future].entries()) {
      writeFileSync(file(), content);
      assert.deepEqual(await run(), ['token_revoked', at + 1]);
    }
    writeFileSync(file(), JSON.stringify({ url: URL, at: clock.now(), providers: { slack: 7 } }));
    assert.deepEqual(await run(), [undefined, 5]);
  });

  it('is told also where nothing can be written', async () => {
    writeFileSync(path.join(home.path, 'none'), '');
    const nowhere = path.join(home.path, 'none');
    const of = { HOME: nowhere, XDG_CONFIG_HOME: nowhere, APPDATA: nowhere };
    const problems = new LinkProblems(URL, of, clock, new RecordingLog());
    assert.equal((await problems.of('slack', () => Promise.resolve([SLACK])))?.problem, 'token_revoked');
  });

  it('is in a file for the user alone, which does not name those that the user is signed in to', async () => {
    await run(URL, () => Promise.resolve([SLACK, { ...SLACK, asked: { id: 'github' }, status: 'signedIn' }]));
    assert.ok(!readFileSync(file(), 'utf8').includes('github'));
    if (process.platform !== 'win32') {
      assert.equal(statSync(file()).mode & 0o777, 0o600);
    }
  });
});
