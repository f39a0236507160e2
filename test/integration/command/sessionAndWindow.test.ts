import assert from 'node:assert/strict';
import { createBroker } from '../../../src/broker/createBroker.js';
import { ContentUses } from '../../../src/core/contentUses.js';
import { type Ended, endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { signedIn } from '../../unit/core/fakeSource.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { fakeBase, noLogins } from '../broker/brokerWindow.js';
import { TokenSource } from '../broker/tokenSource.js';
import { tokenOf } from '../handMadeRpc.js';
import { sandboxesPerTest } from '../sandboxesPerTest.js';
import { commandForAll } from './builtCommand.js';

const REPORTS = 'aaaaaaaa-0000-4000-8000-000000000001';
const SALES = 'aaaaaaaa-0000-4000-8000-000000000002';
const GITHUB = 'aaaaaaaa-0000-4000-8000-000000000003';

/** A window in a Workbench session, with integrations of its own. */
async function startWindow(ended: Ended) {
  const source = new TokenSource();
  source.listed = [
    signedIn({ guid: REPORTS, name: 'reports', label: 'Reports', gitHosts: ['git.example.com'] }),
    signedIn({ guid: SALES, name: 'sales', label: 'Sales API' }),
    signedIn({ guid: GITHUB, name: 'gh', label: 'gh' }),
  ];
  const temporary = temporaryFolder('window');
  ended(() => temporary.remove());
  const base = fakeBase(ended, [source]);
  let variables: Readonly<Record<string, string>> | undefined;
  const broker = createBroker({
    onLostPort: () => assert.fail('The port is free'),
    ...base,
    isWanted: () => true,
    isAllowed: () => true,
    advertise: (now) => (variables = now),
    contentUses: new ContentUses(new FakeMemory()),
    username: 'Ada',
    viewApp: () => Promise.resolve(),
    logins: noLogins,
    environment: {},
    temporaryFolder: temporary.path,
    isInSession: true,
    window: 'w',
  });
  ended(() => broker.dispose());
  await broker.check();
  return { source, broker, log: base.log, variables: variables ?? assert.fail('There is no broker') };
}

describe('The command in a Workbench session with local integrations', () => {
  const command = commandForAll();
  const startSandbox = sandboxesPerTest();
  const ended = endedAfterEach();

  async function setUp() {
    const sandbox = await startSandbox();
    const window = await startWindow(ended);
    const env = { ...sandbox.env, ...window.variables };
    return { sandbox, window, env, run: (...args: string[]) => command().run(args, { env }) };
  }

  it('gets them through a variable of its own; those of Workbench stay as they are', async () => {
    const { sandbox, env, window } = await setUp();
    assert.deepEqual(Object.keys(window.variables), ['AVAILABLE_CREDENTIALS_WINDOW']);
    assert.equal(env['RS_SERVER_ADDRESS'], sandbox.env['RS_SERVER_ADDRESS']);
  });

  it('lists the integrations of both, and which has them', async () => {
    const { run } = await setUp();
    const { code, stdout, stderr } = await run('list');
    assert.deepEqual([code, stderr], [0, '']);
    const [header = '', ...lines] = stdout.trimEnd().split('\n');
    assert.match(header, /^NAME +STATUS +FROM +INTEGRATION ID$/);
    assert.match(lines[0] ?? '', /^GitHub +not signed in +Posit Workbench +6b6a3f0e-/);
    assert.match(lines[5] ?? '', new RegExp(`^Reports +signed in +this window +${REPORTS}$`));
    const json = JSON.parse((await run('list', '--output', 'json')).stdout) as { name: string; source: string }[];
    assert.deepEqual(
      json.filter(({ name }) => ['github', 'reports'].includes(name)).map(({ name, source }) => [name, source]),
      [
        ['github', 'workbench'],
        ['reports', 'window'],
      ],
    );
  });

  it('writes the tokens of both, and asks for an ID if both have the name', async () => {
    const { sandbox, window, run } = await setUp();
    const local = await run('access-token', 'reports');
    assert.deepEqual([local.code, window.source.secrets.includes(local.stdout)], [0, true]);
    const { stdout } = await run('access-token', 'sales-api');
    assert.ok(stdout === (await tokenOf(sandbox, 'Sales API')), 'It is not the token of Workbench');
    const both = await run('access-token', 'Sales API');
    assert.equal(both.code, 2);
    assert.match(both.stderr, new RegExp(`Several integrations are called Sales API.*${SALES}`));
  });

  it('signs out of a local one, and gives Git its token', async () => {
    const { window, env, run } = await setUp();
    assert.deepEqual(await run('sign-out', 'reports'), { code: 0, stdout: 'Signed out of Reports.\n', stderr: '' });
    const input = 'protocol=https\nhost=git.example.com\n\n';
    const { code, stdout } = await command().run(['git-credential', 'get'], { env, input });
    const [, password = ''] = /^password=(.*)$/m.exec(stdout) ?? [];
    assert.deepEqual([code, window.source.secrets.includes(password)], [0, true]);
  });

  it('does not send the cookie of Workbench to the window', async () => {
    const { window, env } = await setUp();
    const [address = ''] = (window.variables['AVAILABLE_CREDENTIALS_WINDOW'] ?? '').split(' ');
    const AVAILABLE_CREDENTIALS_WINDOW = `${address} /nonexistent`;
    const { code, stderr } = await command().run(['access-token', 'reports'], {
      env: { ...env, RS_SESSION_RPC_COOKIE: 'secret', AVAILABLE_CREDENTIALS_WINDOW },
    });
    assert.equal(code, 2);
    assert.match(stderr, /editor window of this terminal does not answer/);
    assert.ok(!window.log.lines.some((line) => line.includes('refused')), 'The window got a request');
  });

  it('still knows those of Workbench when the window is gone, and says so', async () => {
    const { sandbox, window, env, run } = await setUp();
    window.broker.dispose();
    const { code, stdout, stderr } = await run('list');
    assert.equal(code, 2);
    assert.match(stdout, /^Sales API .*Posit Workbench/m);
    assert.match(stderr, /^credentials: The editor window of this terminal does not answer/);
    const token = await run('access-token', 'sales-api');
    assert.ok(token.stdout === (await tokenOf(sandbox, 'Sales API')), 'It is not the token of Workbench');
    assert.match((await run('access-token', 'reports')).stderr, /editor window of this terminal does not answer/);
    const input = 'protocol=https\nhost=git.example.com\n\n';
    const git = await command().run(['git-credential', 'get'], { env, input });
    assert.deepEqual([git.code, git.stdout], [0, '']);
    assert.match(git.stderr, /^credentials: The editor window of this terminal does not answer/);
  });
});
