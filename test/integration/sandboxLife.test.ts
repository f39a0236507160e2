import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { constants } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { endedAfterEach } from '../ended.js';
import { ProcessGroup } from '../processGroup.js';
import { loopbackFetch } from '../sandbox/loopbackFetch.js';
import type { Connect } from '../sandbox/connect/connect.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { until } from '../until.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { isAuthenticated, rpc } from './handMadeRpc.js';

/** What the command prints with --json. */
type Facts = Pick<Sandbox, 'env' | 'provider' | 'account' | 'integrations'> & {
  connect: Pick<Connect, 'url' | 'accounts'>;
};

describe('life of the sandbox', () => {
  const start = sandboxesPerTest();
  const ended = endedAfterEach();

  function startCommand(command: string, ...args: string[]) {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    ended(() => child.kill('SIGKILL'));
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    const exited = once(child, 'close');
    const line = once(createInterface(child.stdout), 'line').then(([text]) => String(text));
    const firstLine = Promise.race([line, exited.then(() => Promise.reject(new Error(`It ended: ${complaints}`)))]);
    return { process: child, firstLine, exited, complaints: () => complaints };
  }

  it('can be suspended and resumed on the same port', async () => {
    const sandbox = await start();
    await sandbox.suspend();
    await assert.rejects(rpc(sandbox.env, 'oauth_integrations'), /ECONNREFUSED/);
    await sandbox.resume();
    assert.equal((await rpc(sandbox.env, 'oauth_integrations')).status, 200);
    assert.equal(isAuthenticated(sandbox, 'Sales API'), true);
  });

  it('stops, twice if asked, and leaves no folder', async () => {
    const sandbox = await start();
    await Promise.all([sandbox.stop(), sandbox.stop()]);
    await assert.rejects(rpc(sandbox.env, 'oauth_integrations', { cookie: null }), /ECONNREFUSED/);
    await assert.rejects(stat(sandbox.env['PWB_SESSION_RUNTIME_DIR'] ?? ''), /ENOENT/);
    await assert.rejects(loopbackFetch(sandbox.provider), /ECONNREFUSED/);
  });

  it('leaves nothing behind when it cannot start', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { TMPDIR } = process.env;
    const folder = temporaryFolder('sandbox-test');
    ended(() => folder.remove());
    try {
      process.env['TMPDIR'] = folder.path;
      await assert.rejects(startSandbox({ port: (occupant.address() as AddressInfo).port }), /EADDRINUSE/);
      assert.deepEqual(await readdir(folder.path), []);
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
      occupant.close();
    }
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`as a command serves until ${signal}`, async () => {
      const main = path.join(import.meta.dirname, '../sandbox/main.ts');
      const command = startCommand(process.execPath, '--import=tsx', main, '--base-path', '/wb', '--json');
      const { env } = JSON.parse(await command.firstLine) as Facts;
      assert.equal((await rpc(env, 'oauth_integrations')).status, 200);

      command.process.kill(signal);
      assert.deepEqual(await command.exited, [0, null]);
      assert.equal(command.complaints(), '');
      await assert.rejects(stat(env['PWB_SESSION_RUNTIME_DIR'] ?? ''), /ENOENT/);
    });
  }

  it('leaves no folder when a signal ends the process that it is in', async () => {
    const sandbox = pathToFileURL(path.join(import.meta.dirname, '../sandbox/sandbox.ts')).href;
    const program = `import { startSandbox } from '${sandbox}'; console.log(JSON.stringify(await startSandbox()));`;
    const command = startCommand(process.execPath, '--import=tsx', '--input-type=module', '--eval', program);
    const { env } = JSON.parse(await command.firstLine) as Facts;
    assert.ok((await stat(env['PWB_SESSION_RUNTIME_DIR'] ?? '')).isDirectory());

    command.process.kill('SIGTERM');
    assert.deepEqual(await command.exited, [128 + constants.signals.SIGTERM, null]);
    await assert.rejects(stat(env['PWB_SESSION_RUNTIME_DIR'] ?? ''), /ENOENT/);
  });

  // npm passes SIGTERM on to its child, dies of SIGHUP itself, and hears nothing of SIGKILL.
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
    it(`ends, and leaves no folder, when only npm receives ${signal}`, async () => {
      const args = ['run', '--silent', 'sandbox', '--', '--json'];
      const npm = spawn('npm', args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
      ended(() => killGroup(npm));
      const [line] = (await once(createInterface(npm.stdout), 'line')) as [string];
      const { env } = JSON.parse(line) as Facts;
      assert.equal((await rpc(env, 'oauth_integrations')).status, 200);

      npm.kill(signal);
      await until('its process is gone', () => !isGroup(npm));
      await assert.rejects(stat(env['PWB_SESSION_RUNTIME_DIR'] ?? ''), /ENOENT/);
    });
  }

  it('prints exactly one line where another program starts it by npm', async () => {
    const options = { cwd: path.join(import.meta.dirname, '../..'), env: process.env };
    const args = ['run', '--silent', 'sandbox', '--', '--port', '0', '--json'];
    const npm = new ProcessGroup('npm', args, options);
    ended(() => npm.end());
    while (npm.running && !npm.output.includes('\n')) await delay(20);
    await npm.end();
    const lines = npm.output.split('\n');
    assert.equal(lines.length, 2);
    assert.equal(lines[1], '');
    const facts = JSON.parse(lines[0] ?? '') as Facts;
    assert.deepEqual(Object.keys(facts), ['env', 'provider', 'account', 'integrations', 'connect']);
    assert.deepEqual(Object.keys(facts.connect.accounts), ['viewer', 'publisher', 'administrator']);
    assert.match(facts.connect.url, /^http:/);
    assert.deepEqual(
      facts.integrations.map(({ name, authenticated }) => [name, authenticated]),
      [
        ['GitHub', false],
        ['Sales API', true],
        ['Issue Tracker', false],
        ['Databricks', false],
        ['databricks-staging', false],
      ],
    );
  });
}).timeout(20_000);

/** Whether there is still a process of the group that a command has started. */
function isGroup({ pid }: ChildProcess): boolean {
  try {
    return process.kill(-(pid ?? NaN), 0);
  } catch {
    return false;
  }
}

function killGroup(command: ChildProcess): void {
  if (isGroup(command)) {
    process.kill(-(command.pid ?? NaN), 'SIGKILL');
  }
}
