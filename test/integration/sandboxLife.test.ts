import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { loopbackFetch } from '../sandbox/loopbackFetch.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { isAuthenticated, rpc } from './handMadeRpc.js';

describe('life of the sandbox', () => {
  const start = sandboxesPerTest();

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
    const folder = await mkdtemp(path.join(tmpdir(), 'sandbox-test-'));
    try {
      process.env['TMPDIR'] = folder;
      await assert.rejects(startSandbox({ port: (occupant.address() as AddressInfo).port }), /EADDRINUSE/);
      assert.deepEqual(await readdir(folder), []);
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
      occupant.close();
      await rm(folder, { recursive: true });
    }
  });

  it('as a command prints one line of JSON, serves, and ends by SIGTERM', async () => {
    const main = path.join(import.meta.dirname, '../sandbox/main.ts');
    const child = spawn(process.execPath, ['--import=tsx', main, '--port', '0', '--base-path', '/wb', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      const lines: string[] = [];
      let complaints = '';
      const exited = once(child, 'close');
      child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
      const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
      await Promise.race([once(reader, 'line'), exited]);

      const facts = JSON.parse(lines[0] ?? '') as Pick<Sandbox, 'env' | 'provider' | 'account' | 'integrations'>;
      assert.deepEqual(Object.keys(facts), ['env', 'provider', 'account', 'integrations']);
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
      assert.equal((await rpc(facts.env, 'oauth_integrations')).status, 200);

      child.kill('SIGTERM');
      assert.deepEqual(await exited, [0, null]);
      assert.deepEqual({ lines: lines.length, complaints }, { lines: 1, complaints: '' });
      await assert.rejects(stat(facts.env['PWB_SESSION_RUNTIME_DIR'] ?? ''), /ENOENT/);
    } finally {
      child.kill('SIGKILL');
    }
  }).timeout(20_000);
});
