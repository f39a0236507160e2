import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KnownProvider } from '../../../../src/coder/knownProvider.js';
import { RememberedList, type RememberedProviders } from '../../../../src/command/coder/rememberedList.js';
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

describe('The list of Coder’s providers, as the command remembers it,', () => {
  let home: ReturnType<typeof temporaryFolder>;
  let clock: FakeClock;
  let lists = 0;

  beforeEach(() => {
    home = temporaryFolder('remembered-list');
    clock = new FakeClock();
    lists = 0;
  });
  afterEach(() => home.remove());

  const environment = () => ({ HOME: home.path, XDG_CONFIG_HOME: home.path, APPDATA: home.path });
  const file = () => path.join(commandFolder(environment(), process.platform, home.path), 'coder-list.json');

  const remembered = (url = URL) => new RememberedList(url, environment(), clock, new RecordingLog());

  /** A run of the command. Returns what it says, and how often a list has been asked for in all runs. */
  async function run(
    url = URL,
    list = () => Promise.resolve([SLACK]),
    isEnough?: (known: RememberedProviders) => boolean,
  ) {
    const counted = () => {
      lists += 1;
      return list();
    };
    const found = await remembered(url).providers(counted, isEnough);
    return [found.get('slack')?.problem, lists];
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

  it('is asked for again within a minute after a failure if what was known before is not enough', async () => {
    await run();
    const never = () => false;
    assert.deepEqual(await run(URL, undefined, never), ['token_revoked', 1]);
    await clock.advance(MINUTE);
    await assert.rejects(run(URL, () => Promise.reject(new Error('down'))));
    assert.deepEqual(await run(URL, undefined, never), ['token_revoked', 3]);
    assert.deepEqual(await run(URL, undefined, never), ['token_revoked', 3]);
  });

  it('is asked for where the file is damaged, or of a time to come', async () => {
    mkdirSync(path.dirname(file()), { recursive: true });
    const future = JSON.stringify({ url: URL, at: clock.now() + MINUTE, providers: {} });
    for (const [at, content] of ['', '{', '[]', '{"url":1,"at":"x"}', future].entries()) {
      writeFileSync(file(), content);
      assert.deepEqual(await run(), ['token_revoked', at + 1]);
    }
    writeFileSync(file(), JSON.stringify({ url: URL, at: clock.now(), isAnswered: true, providers: { slack: 7 } }));
    assert.deepEqual(await run(), [undefined, 5]);
    const wrong = { slack: { problem: 7, displayName: ['x'], hasLink: 'yes' } };
    writeFileSync(file(), JSON.stringify({ url: URL, at: clock.now(), isAnswered: true, providers: wrong }));
    const known = await remembered().providers(() => assert.fail('It is known'));
    assert.deepEqual(known.get('slack'), { displayName: undefined, problem: undefined, hasLink: false });
  });

  it('keeps the name of a provider, and whether its link is not valid, until the user has signed out', async () => {
    const github: KnownProvider = { ...SLACK, asked: { id: 'github' }, problem: undefined, displayName: undefined };
    const listed = [
      { ...SLACK, hasLink: true },
      { ...github, status: 'signedIn', hasLink: true },
      { ...github, asked: { id: 'gitlab' } },
    ] as const;
    const slack = { displayName: 'Slack', problem: 'token_revoked', hasLink: true };
    const none = { displayName: undefined, problem: undefined, hasLink: false };
    const expected = [
      ['slack', slack],
      ['github', none],
      ['gitlab', none],
    ] as const;
    assert.deepEqual([...(await remembered().providers(() => Promise.resolve(listed)))], expected);
    const known = async () => [...(await remembered().providers(() => assert.fail('It is known')))];
    await remembered().signedOut('unknown');
    assert.deepEqual(await known(), expected);
    await remembered().signedOut('slack');
    assert.deepEqual(await known(), [['slack', { ...none, displayName: 'Slack' }], ...expected.slice(1)]);
  });

  it('has nothing to change where nothing is remembered', async () => {
    await remembered().signedOut('slack');
    assert.deepEqual(await run(), ['token_revoked', 1]);
  });

  it('is told also where nothing can be written', async () => {
    writeFileSync(path.join(home.path, 'none'), '');
    const nowhere = path.join(home.path, 'none');
    const of = { HOME: nowhere, XDG_CONFIG_HOME: nowhere, APPDATA: nowhere };
    const ofNowhere = new RememberedList(URL, of, clock, new RecordingLog());
    assert.equal((await ofNowhere.providers(() => Promise.resolve([SLACK]))).get('slack')?.problem, 'token_revoked');
  });

  it('is in a file for the user alone, which does not say what the user is signed in to', async () => {
    const others: readonly KnownProvider[] = [
      { ...SLACK, asked: { id: 'github' }, status: 'signedIn', problem: undefined, hasLink: true, login: 'ada' },
      { ...SLACK, asked: { id: 'gitlab' }, problem: undefined, hasLink: false },
    ];
    await run(URL, () => Promise.resolve([SLACK, ...others]));
    const { providers } = JSON.parse(readFileSync(file(), 'utf8')) as { providers: Readonly<Record<string, unknown>> };
    assert.deepEqual(providers['github'], providers['gitlab']);
    if (process.platform !== 'win32') {
      assert.equal(statSync(file()).mode & 0o777, 0o600);
    }
  });
});
