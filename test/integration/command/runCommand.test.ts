import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { withBackends } from '../../../src/command/backends.js';
import { mockCoder } from '../../../src/command/coder/mock.js';
import { runAsInCoder } from '../../../src/command/coder/run.js';
import { runContent, type RunOptions } from '../../../src/command/connect/run.js';
import { runCommand } from '../../../src/command/runCommand.js';
import { Terminal } from '../../../src/command/terminal.js';
import { endedAfterEach } from '../../ended.js';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { until } from '../../until.js';
import { brokersPerTest, type Script } from './scriptedBroker.js';

const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;
const PATH = process.env['PATH'] ?? '';

/** Waits for the file with the name in this variable, or until its folder is gone, which ends it if a test fails. */
const WAIT: readonly [string, string, string] = [
  'sh',
  '-c',
  'while [ -d "${AWAITED%/*}" ] && [ ! -e "$AWAITED" ]; do sleep 0.02; done',
];

/** Writes its environment to the file with the name in this variable. */
const SHOW = ['sh', '-c', 'env > "$SHOWN"; exit 7'];

describe('A command that the command runs', () => {
  const startBroker = brokersPerTest();
  const ended = endedAfterEach();

  before(function () {
    // There is no such shell.
    if (process.platform === 'win32') this.skip();
  });

  /** A terminal with nothing but the variables that are given; and two files. */
  function begin(env: Readonly<Record<string, string>> = {}) {
    const folder = temporaryFolder('run-command');
    ended(() => folder.remove());
    const [awaited, shown] = [path.join(folder.path, 'awaited'), path.join(folder.path, 'shown')];
    const said: string[] = [];
    return {
      said,
      env: { PATH, AWAITED: awaited, SHOWN: shown, ...env },
      terminal: new Terminal({ write: () => assert.fail('It writes') }, { write: (text) => said.push(text) }),
      letEnd: () => writeFileSync(awaited, ''),
      shown: () =>
        Object.fromEntries(
          readFileSync(shown, 'utf8')
            .split('\n')
            .map((line) => [line.replace(/=.*/, ''), line.replace(/^[^=]*=/, '')]),
        ) as Readonly<Record<string, string | undefined>>,
    };
  }

  it('ends with its exit code, or with what a shell makes of a signal', async () => {
    const { env, terminal, said } = begin();
    const pids: number[] = [];
    const run = (script: string) => runCommand(['sh', '-c', script], env, terminal, (pid) => pids.push(pid));
    assert.deepEqual([await run('exit 0'), await run('exit 7'), await run('kill -KILL $$')], [0, 7, 137]);
    assert.deepEqual([new Set(pids).size, said], [3, []]);
  });

  it('may not be there, or be no program', async () => {
    const { env, terminal, said } = begin();
    assert.equal(await runCommand(['no-such-program'], env, terminal), 127);
    assert.equal(await runCommand(['/'], env, terminal), 126);
    assert.deepEqual(said, [
      'credentials: no-such-program was not found. Check its name, and that its folder is in PATH.\n',
      'credentials: / could not be started (EACCES).\n',
    ]);
  });

  it('gets the signals that end a process, and Ctrl+C from the terminal alone', async () => {
    const others = new Set(SIGNALS.flatMap((signal) => process.listeners(signal)));
    for (const [signal, code] of [
      ['SIGTERM', 143],
      ['SIGHUP', 129],
      ['SIGINT', 0],
    ] as const) {
      const { env, terminal, letEnd } = begin();
      const run = runCommand(WAIT, env, terminal);
      const added = () => process.listeners(signal).filter((listener) => !others.has(listener));
      assert.equal(added().length, 1, signal);
      added().forEach((listener) => listener(signal));
      if (signal === 'SIGINT') letEnd();
      assert.equal(await run, code, signal);
      assert.deepEqual(added(), [], signal);
    }
  });

  it('has the environment as it was before the script that starts the command', async () => {
    const own = { NODE_OPTIONS: '--title=script', NoDefaultCurrentDirectoryInExePath: '1', ELECTRON_RUN_AS_NODE: '1' };
    const changed = begin({
      ...own,
      ...{
        AVAILABLE_CREDENTIALS_NODE_OPTIONS: '--title=user',
        AVAILABLE_CREDENTIALS_SET_EXE_PATH: '1',
        OTHER: 'other',
      },
    });
    assert.equal(await runCommand(SHOW, changed.env, changed.terminal), 7);
    const { OTHER, NODE_OPTIONS, ...given } = changed.shown();
    assert.deepEqual([OTHER, NODE_OPTIONS], ['other', '--title=user']);
    assert.deepEqual(
      Object.keys(given).filter((name) => /^(ELECTRON|AVAILABLE|NoDefault)/.test(name)),
      [],
    );
    const kept = begin(own);
    await runCommand(SHOW, kept.env, kept.terminal);
    const { NODE_OPTIONS: options, NoDefaultCurrentDirectoryInExePath: exePath, ELECTRON_RUN_AS_NODE } = kept.shown();
    assert.deepEqual([options, exePath, ELECTRON_RUN_AS_NODE], ['--title=script', '1', undefined]);
  });

  it('has the variables of Coder, and no token that is preferred to them', async () => {
    const { env: window, calls } = await startBroker({
      oauth_environment: [{ variables: { CODER_AGENT_URL: 'http://127.0.0.1:1/' } }],
    });
    const { env, terminal, shown } = begin({ ...window, CODER_AGENT_TOKEN: 'of another time', NO_PROXY: 'intranet' });
    assert.equal(await withBackends(env, (backends) => runAsInCoder(backends, env, terminal, SHOW)), 7);
    const { CODER_AGENT_URL, CODER_AGENT_TOKEN, NO_PROXY, RS_SERVER_ADDRESS } = shown();
    assert.deepEqual([CODER_AGENT_URL, CODER_AGENT_TOKEN], ['http://127.0.0.1:1/', undefined]);
    assert.deepEqual([NO_PROXY, RS_SERVER_ADDRESS], ['intranet,127.0.0.1,localhost', window['RS_SERVER_ADDRESS']]);
    assert.deepEqual(calls, ['oauth_environment coder']);
    const workspace = { ...env, CODER_AGENT_URL: 'https://coder.example.com' };
    const run = withBackends(env, (backends) => runAsInCoder(backends, workspace, terminal, SHOW));
    await assert.rejects(run, /This is a Coder workspace/);
  });

  for (const [what, options, status, body] of [
    ['a token', { token: 'made-up' }, 200, /"access_token":"made-up"/],
    ['an address', { url: 'https://sign-in.example.com/' }, 200, /"url":"https:\/\/sign-in\.example\.com\/"/],
    ['an error', { status: 503 }, 503, /"message"/],
  ] as const) {
    it(`has a Coder that answers with ${what} as long as it runs`, async () => {
      const { env, terminal, shown, letEnd } = begin({ CODER_URL: 'https://real.example.com' });
      const [sh, flag, wait] = WAIT;
      const running = mockCoder(
        env,
        terminal,
        [sh, flag, `env > "$SHOWN.new"; mv "$SHOWN.new" "$SHOWN"; ${wait}`],
        options,
      );
      await until('it runs', () => existsSync(env.SHOWN));
      const { CODER_AGENT_URL, CODER_AGENT_TOKEN: token = '', CODER_URL } = shown();
      const ask = () =>
        loopbackFetch(`${CODER_AGENT_URL}api/v2/workspaceagents/me/external-auth?id=github`, {
          headers: { 'coder-session-token': token },
        });
      const response = await ask();
      assert.deepEqual([response.status, CODER_URL], [status, undefined]);
      assert.match(await response.text(), body);
      letEnd();
      assert.equal(await running, 0);
      await assert.rejects(ask());
    });
  }

  it('needs one answer of that Coder', async () => {
    const { env, terminal } = begin();
    for (const options of [{}, { token: 'made-up', status: 503 }]) {
      await assert.rejects(
        mockCoder(env, terminal, SHOW, options),
        /one of --token TOKEN, --url URL and --status NUMBER/,
      );
    }
  });

  describe('as content of Posit Connect', () => {
    /** What the window is asked, and a run that goes on until it is let end. */
    async function runWith(options: RunOptions, script: Script = {}) {
      const broker = await startBroker({ oauth_environment: [{ variables: { CONNECT_SERVER: 'here' } }], ...script });
      const { env, ...rest } = begin({ ...broker.env, CONNECTCREDS_MOCKING: '1', no_proxy: 'intranet' });
      const run = (command: readonly string[]) =>
        withBackends(env, (backends) => runContent(backends, env, rest.terminal, command, options));
      return { ...rest, run, calls: broker.calls };
    }

    it('has the variables of content, and connectcreds’ switch only on request', async () => {
      const { run, shown, calls } = await runWith({});
      assert.equal(await run(SHOW), 7);
      const { CONNECT_SERVER, CONNECTCREDS_MOCKING, no_proxy, NO_PROXY } = shown();
      assert.deepEqual([CONNECT_SERVER, CONNECTCREDS_MOCKING], ['here', undefined]);
      assert.deepEqual([no_proxy, NO_PROXY], ['intranet,127.0.0.1,localhost', undefined]);
      assert.deepEqual(calls, ['oauth_environment connect']);
      const mocking = await runWith({ rWithoutShiny: true });
      await mocking.run(SHOW);
      assert.deepEqual(mocking.calls, ['oauth_environment connect-mocking']);
    });

    it('is opened at the port that is given, for a viewer alone', async () => {
      const { run, said, calls, letEnd } = await runWith(
        { viewer: true, port: 4321 },
        { oauth_view_app: [{ result: true }] },
      );
      const running = run(WAIT);
      await until('it is opened', () => said.length > 0);
      letEnd();
      assert.equal(await running, 0);
      assert.deepEqual(said, ['credentials: Opened the app at port 4321 in the browser, as its viewer.\n']);
      assert.deepEqual(calls, ['oauth_environment connect', 'oauth_view_app 4321']);
      const without = await runWith({ port: 4321 });
      await without.run(['sh', '-c', 'exit 0']);
      assert.deepEqual([without.said, without.calls], [[], ['oauth_environment connect']]);
    });

    it('runs on if it can’t be opened', async () => {
      const { run, said, letEnd } = await runWith(
        { viewer: true, port: 1 },
        { oauth_view_app: [{ error: 'No browser.' }] },
      );
      const running = run(WAIT);
      await until('that is said', () => said.length > 0);
      letEnd();
      assert.equal(await running, 0);
      assert.deepEqual(said, ['credentials: The app could not be opened as its viewer: No browser.\n']);
    });

    it('may end before it listens; where no file tells whether it does, the port has to be given', async () => {
      const { run, said, calls } = await runWith({ viewer: true });
      const running = run(['sh', '-c', 'exit 3']);
      if (process.platform === 'linux') {
        assert.equal(await running, 3);
        assert.deepEqual([said, calls], [[], ['oauth_environment connect']]);
      } else {
        await assert.rejects(running, /--port PORT/);
      }
    });
  });
});
