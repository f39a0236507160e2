import assert from 'node:assert/strict';
import { withBackends } from '../../../src/command/backends.js';
import { connectToken } from '../../../src/command/servers.js';
import { signIn, signOut } from '../../../src/command/signInOut.js';
import { Terminal } from '../../../src/command/terminal.js';
import { endedAfterEach } from '../../ended.js';
import { startConnect } from '../../sandbox/connect/connect.js';
import { BrokerWindow } from '../broker/brokerWindow.js';
import { ConnectUser, serverOf } from '../connect/connectWindow.js';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import { commandForAll, type Result } from './builtCommand.js';
import { brokersPerTest } from './scriptedBroker.js';

describe('The command, with a window that shows a Posit Connect server', function () {
  this.timeout(60_000);
  const command = commandForAll();
  const ended = endedAfterEach();

  /** A window with one server, and the command in its terminals. */
  async function startWindow(isDefault = true) {
    const connect = await startConnect({ basePath: '/rsc' });
    ended(() => connect.stop());
    const user = new ConnectUser(ended, connect);
    const window = await user.open('publisher', serverOf(connect, { isDefault }));
    const refresher = window.refreshers.get(window.source) ?? assert.fail('There is no refresher');
    const { catalog, signIns, log } = window;
    const broker = new BrokerWindow(
      ended,
      {
        ...{ catalog, signIns, log, clock: user.clock, refreshers: new Map([[window.source, refresher]]) },
        browser: { open: () => assert.fail('no page is opened') },
      },
      { secretsOf: () => connect.secrets },
    );
    await broker.broker.check();
    const run = (...args: readonly string[]): Promise<Result> => command().run(args, { env: broker.environment });
    return { connect, window, run };
  }

  it('lists the servers, and whether the user is signed in', async () => {
    const { connect, window, run } = await startWindow();
    const before = await run('servers');
    assert.match(before.stdout, /^NAME +STATUS +DEFAULT +URL$/m);
    assert.match(before.stdout, new RegExp(`^Analytics +not signed in +yes +${connect.url}$`, 'm'));
    await window.signInToServer();
    const { login } = connect.accounts.publisher;
    const after = await run('servers');
    assert.match(after.stdout, /^NAME +STATUS +EXPIRES +USER +DEFAULT +URL$/m);
    assert.match(after.stdout, new RegExp(`^Analytics +signed in +in \\d+ min +${login} \\(publisher\\) +yes +`, 'm'));
    const json = await run('servers', '--output', 'json');
    const [server] = JSON.parse(json.stdout) as Readonly<Record<string, unknown>>[];
    assert.deepEqual([server?.['status'], server?.['user'], server?.['default']], ['signed_in', login, true]);
  });

  it('writes a token that the server accepts, and the whole header', async () => {
    const { connect, window, run } = await startWindow();
    await window.signInToServer();
    const statusWith = async (authorization: string) => {
      const url = `${connect.url}/__api__/v1/user`;
      return (await loopbackFetch(url, { method: 'GET', headers: { authorization }, body: undefined, ca: undefined }))
        .status;
    };
    const { code, stdout, stderr } = await run('connect', 'token');
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(await statusWith(`Bearer ${stdout}`), 200);
    const [, header = ''] =
      /^Authorization: (\S+ \S+)\n$/.exec((await run('connect', 'token', '--header')).stdout) ?? [];
    assert.equal(await statusWith(header), 200);
    for (const name of ['analytics', `${connect.url}/`]) {
      assert.equal((await run('connect', 'token', name)).stdout, stdout);
    }
  });

  it('says what to do if the user is not signed in, and names the servers for a wrong one', async () => {
    const { run } = await startWindow();
    const signedOut = await run('connect', 'token');
    assert.deepEqual([signedOut.code, signedOut.stdout], [1, '']);
    assert.match(signedOut.stderr, /not signed in to Analytics/);
    const wrong = await run('connect', 'token', 'production');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /no server production\. It knows: Analytics\./);
  });

  it('says of an integration of the server what its tokens are for, instead of that there is none', async () => {
    const { window, run } = await startWindow();
    const signedOut = await run('access-token', 'weather');
    assert.match(signedOut.stderr, /There is no integration weather\./);
    await window.signInToServer();
    const { code, stdout, stderr } = await run('access-token', 'weather');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(
      stderr,
      /tokens of Weather on Analytics are only for content.*Use for Content….*credentials connect run/,
    );
    assert.match((await run('access-token', 'unknown')).stderr, /There is no integration unknown\./);
  });

  it('says of an integration of the server where it is signed in to and out of, and what checks it', async () => {
    const { window, run } = await startWindow();
    await window.signInToServer();
    const answers = await Promise.all(['sign-in', 'sign-out', 'doctor'].map((call) => run(call, 'weather')));
    assert.deepEqual(
      answers.map(({ code, stdout, stderr }) => [code, stdout, stderr]),
      [
        [
          2,
          '',
          'credentials: To sign in to Weather on Analytics, choose Sign In on its row in the view Available Credentials.\n',
        ],
        [2, '', 'credentials: You are not signed in to Weather.\n'],
        [
          2,
          '',
          'credentials: Weather on Analytics gives tokens only to content on Posit Connect. To see why content gets none, run: credentials connect doctor\n',
        ],
      ],
    );
    const noSignIn = 'credentials: You don’t sign in to Nightly jobs: content on Analytics gets its tokens.\n';
    for (const call of ['sign-in', 'sign-out']) {
      assert.equal((await run(call, 'Nightly jobs')).stderr, noSignIn);
    }
  });

  it('takes the only server if there is no default', async () => {
    const { window, run } = await startWindow(false);
    await window.signInToServer();
    assert.equal((await run('connect', 'token')).code, 0);
  });

  it('knows no server of its own without a window', async () => {
    const { code, stdout, stderr } = await command().run(['servers']);
    assert.deepEqual([code, stdout], [0, '']);
    assert.match(stderr, /credentials login https/);
  });
});

describe('credentials sign-in and sign-out, with an integration of a server that the user is signed in to,', () => {
  const startBroker = brokersPerTest();

  it('say so, or that the row signs out', async () => {
    const script = {
      oauth_integrations: [{ providers: [] }],
      oauth_servers: [{ servers: [{ name: 'Main', url: 'https://main.example.com', default: true, signed_in: true }] }],
      oauth_server_integrations: [{ integrations: [{ id: 'weather', display_name: 'Weather', signed_in: true }] }],
    };
    for (const [call, expected] of [
      [signIn, 'You are already signed in to Weather.'],
      [signOut, 'To sign out of Weather on Main, choose Sign Out on its row in the view Available Credentials.'],
    ] as const) {
      const { env } = await startBroker(script);
      const terminal = new Terminal({ write: (text) => assert.fail(text) }, { write: (text) => assert.fail(text) });
      await assert.rejects(
        withBackends(env, (backends) => call(backends, terminal, 'weather', 0)),
        { message: expected },
      );
    }
  });
});

describe('credentials connect token, in a window that has no token,', () => {
  const startBroker = brokersPerTest();

  const MAIN = { name: 'Main', url: 'https://main.example.com', default: true, signed_in: true };
  const OTHER = { name: 'Other', url: 'https://other.example.com', signed_in: false };
  const THIRD = { ...OTHER, name: 'Third', url: 'https://third.example.com' };

  /** The exit code, or why the command fails. */
  async function endOf(name: string | undefined, servers: object): Promise<number | string> {
    const { env } = await startBroker({ oauth_servers: [servers], oauth_server_token: [{ error: 'No token.' }] });
    const terminal = new Terminal({ write: (text) => assert.fail(text) }, { write: () => undefined });
    try {
      return await withBackends(env, (backends) => connectToken(backends, terminal, name, {}));
    } catch (error) {
      return String(error);
    }
  }

  for (const [name, servers, isSignedOut] of [
    [undefined, [{ ...OTHER, default: true }, MAIN], true],
    [undefined, [MAIN, OTHER], false],
    [undefined, [OTHER], true],
    [undefined, [OTHER, THIRD], false],
    ['other', [MAIN, OTHER], true],
    ['OTHER', [MAIN, OTHER], true],
    ['https://other.example.com//', [MAIN, OTHER], true],
    ['main', [MAIN, OTHER], false],
    ['https://main.example.com', [MAIN, OTHER], false],
    ['unknown', [MAIN, OTHER], false],
  ] as const) {
    const shown = servers.map((each) => each.name).join(' and ');
    it(`says ${isSignedOut ? 'with exit code 1 that the user is signed out' : 'what is wrong'}: ${name ?? 'no name'} of ${shown}`, async () => {
      assert.equal(await endOf(name, { servers }), isSignedOut ? 1 : 'CredentialError: No token.');
    });
  }

  it('says what is wrong with the token if the servers are not known either', async () => {
    assert.equal(await endOf('other', { error: 'No servers.' }), 'CredentialError: No token.');
  });
});
