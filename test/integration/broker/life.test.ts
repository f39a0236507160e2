import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { signedIn } from '../../unit/core/fakeSource.js';
import { cookieFile, rpc } from '../handMadeRpc.js';
import { GUID } from './attacks.js';
import { type BrokerOptions, type BrokerWindow, startBroker } from './brokerWindow.js';
import { TokenSource } from './tokenSource.js';

describe('The broker of a window', () => {
  const ended = endedAfterEach();

  async function start(options?: BrokerOptions & { readonly isNeeded?: boolean }) {
    const source = new TokenSource();
    source.listed = [signedIn({ guid: GUID })];
    source.isNeeded = options?.isNeeded ?? true;
    const window = await startBroker(ended, [source], options);
    return { source, window };
  }

  const folderOf = ({ environment }: BrokerWindow) => environment['PWB_SESSION_RUNTIME_DIR'];
  /** What there is in the folder for runtime folders. */
  const filesIn = ({ parentFolder }: BrokerWindow) =>
    readdirSync(parentFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  const isAnswering = async (window: BrokerWindow) =>
    (await rpc(window.environment, 'oauth_integrations')).status === 200;

  it('sets the variables of a Workbench session in terminals, but none for a browser', async () => {
    const { window } = await start();
    assert.deepEqual(window.environment, {
      POSIT_PRODUCT: 'WORKBENCH',
      RS_SERVER_ADDRESS: `http://127.0.0.1:${window.port}`,
      PWB_SESSION_RUNTIME_DIR: folderOf(window),
      AVAILABLE_CREDENTIALS_BROKER: '1',
    });
    assert.ok(await isAnswering(window));
  });

  it('runs only while it is wanted and there is something to serve', async () => {
    const { window, source } = await start({ isNeeded: false });
    const nothing = () => {
      assert.deepEqual([window.broker.url, window.variables], [undefined, undefined]);
      assert.ok(!filesIn(window).includes('rpc_cookie'));
    };
    nothing();
    assert.deepEqual([window.advertised, readdirSync(window.parentFolder)], [[], []]);
    source.isNeeded = true;
    await window.broker.check();
    assert.ok(await isAnswering(window));
    await window.want(false);
    nothing();
    await window.want(true);
    assert.ok(await isAnswering(window));
    source.isNeeded = false;
    await window.broker.check();
    nothing();
  });

  it('is withheld while the window may not answer, says so, and starts once it may', async () => {
    const { window } = await start({ isWanted: false });
    const seen: unknown[] = [];
    window.broker.onDidChange(() => seen.push([window.broker.isWithheld, window.broker.url !== undefined]));
    window.isAllowed = false;
    await window.broker.check();
    assert.deepEqual([window.broker.isWithheld, seen], [false, []]);
    await window.want(true);
    await window.broker.check();
    assert.deepEqual([window.advertised, readdirSync(window.parentFolder)], [[], []]);
    window.isAllowed = true;
    await window.broker.check();
    assert.ok(await isAnswering(window));
    assert.deepEqual(seen, [
      [true, false],
      [false, false],
      [false, true],
    ]);
  });

  it('is advertised only once it listens and its cookie is written, and withdrawn before it stops', async () => {
    const { window } = await start({ isWanted: false });
    const seen: unknown[] = [];
    window.broker.onDidChange(() =>
      seen.push(['changed', window.broker.url !== undefined, window.variables !== undefined]),
    );
    window.onAdvertise = (variables) => {
      const listening = process.getActiveResourcesInfo().includes('TCPServerWrap');
      seen.push(['advertised', variables !== undefined, listening, filesIn(window).includes('rpc_cookie')]);
    };
    await window.want(true);
    await window.want(false);
    assert.deepEqual(seen, [
      ['advertised', true, true, true],
      ['changed', true, true],
      ['advertised', false, true, true],
      ['changed', false, false],
    ]);
  });

  it('starts once, however often and quickly it is asked to', async () => {
    const { window } = await start({ isWanted: false });
    await Promise.all([window.want(true), window.want(false), window.want(true), window.want(true)]);
    assert.deepEqual([window.advertised.length, readdirSync(window.parentFolder).length], [1, 1]);
    const { port } = window;
    await window.broker.check();
    assert.deepEqual([window.port, window.advertised.length], [port, 1]);
    assert.ok(await isAnswering(window));
  });

  it('uses the same place again, so that open terminals keep working', async () => {
    const { window } = await start();
    const { environment, cookie } = window;
    for (let time = 0; time < 3; time += 1) {
      await window.want(false);
      await assert.rejects(rpc(environment, 'oauth_integrations', { cookie }), /ECONNREFUSED/);
      await window.want(true);
      assert.deepEqual(window.environment, environment);
      assert.ok(await isAnswering(window));
    }
    assert.equal(window.lostPorts, 0);
  });

  it('uses another place if another program has its port by then; earlier cookies are invalid, since that program may have received one', async () => {
    const { window } = await start();
    const { port, environment, cookie } = window;
    await window.want(false);
    const squatter = createServer().listen(port, '127.0.0.1');
    ended(() => squatter.close());
    await once(squatter, 'listening');
    assert.equal(window.lostPorts, 0);
    await window.want(true);
    assert.equal(window.lostPorts, 1);
    assert.notEqual(window.port, port);
    assert.notEqual(folderOf(window), environment['PWB_SESSION_RUNTIME_DIR']);
    assert.ok(!existsSync(cookieFile(environment)));
    assert.equal((await rpc(window.environment, 'oauth_integrations', { cookie })).status, 401);
    assert.ok(await isAnswering(window));
  });

  it('stops at once with the window, and does not come back', async () => {
    const { window } = await start();
    const { environment, cookie } = window;
    window.broker.dispose();
    assert.deepEqual([window.variables, window.broker.url, filesIn(window)], [undefined, undefined, ['broker.json']]);
    await assert.rejects(rpc(environment, 'oauth_integrations', { cookie }), /ECONNREFUSED/);
    await window.broker.check();
    window.broker.dispose();
    assert.deepEqual([window.broker.url, filesIn(window), window.advertised.length], [undefined, ['broker.json'], 2]);
  });

  it('closes the connections of waiting callers when it stops', async () => {
    const { window, source } = await start();
    const asked = new Promise<void>((resolve) => {
      source.give = () => new Promise(() => resolve());
    });
    const call = assert.rejects(
      rpc(window.environment, 'oauth_token', { kwparams: { uuid: GUID } }),
      /ECONNRESET|hang up/,
    );
    await asked;
    window.broker.dispose();
    await call;
  });

  it('leaves no cookie when the window is closed while it starts', async () => {
    const { window } = await start({ isWanted: false });
    for (const turns of [0, 1, 2, 5, 10]) {
      const starting = window.want(true);
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (turns === 10) window.broker.dispose();
      else await window.want(false);
      await starting;
    }
    assert.deepEqual([window.broker.url, window.variables], [undefined, undefined]);
    assert.ok(!filesIn(window).some((name) => name.startsWith('rpc_cookie')));
  });

  it('is off, and stops with the window, even if its cookie can’t be removed', async () => {
    const temporary = temporaryFolder('brokers');
    ended(() => temporary.remove());
    const parentFolder = path.join(temporary.path, 'parent');
    mkdirSync(parentFolder);
    const ends: ((window: BrokerWindow) => void | Promise<void>)[] = [
      (window) => window.want(false),
      (window) => window.broker.dispose(),
    ];
    for (const end of ends) {
      const { window } = await start({ parentFolder });
      let changes = 0;
      window.broker.onDidChange(() => (changes += 1));
      renameSync(parentFolder, `${parentFolder}.elsewhere`);
      writeFileSync(parentFolder, '');
      await end(window);
      assert.deepEqual([window.broker.url, window.variables, changes], [undefined, undefined, 1]);
      assert.ok(
        window.lines.some((line) => /^warn: broker: its credentials could not be removed: .*ENOTDIR/.test(line)),
      );
      rmSync(parentFolder);
      renameSync(`${parentFolder}.elsewhere`, parentFolder);
    }
  });

  it('logs why it can’t start, and tries again when it is next asked to', async () => {
    const temporary = temporaryFolder('brokers');
    ended(() => temporary.remove());
    const parentFolder = path.join(temporary.path, 'missing');
    const { window } = await start({ parentFolder });
    assert.deepEqual([window.broker.url, window.broker.hasFailed], [undefined, true]);
    assert.match(window.lines.at(-1) ?? '', /^error: broker: could not start: .*ENOENT/);
    mkdirSync(parentFolder);
    await window.broker.check();
    assert.equal(window.broker.hasFailed, false);
    assert.ok(await isAnswering(window));
    assert.ok(existsSync(folderOf(window)));
  });
});
