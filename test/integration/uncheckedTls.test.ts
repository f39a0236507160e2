import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { createCertificates } from '../sandbox/certificates.js';
import { commandForAll } from './command/builtCommand.js';
import { serversPerTest } from './observedServer.js';

const CLIENT = path.join(import.meta.dirname, 'uncheckedTlsClient.ts');

/** Turns off the checks of Node's TLS, for clients that do not set `rejectUnauthorized`. */
const UNCHECKED = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };

describe('NODE_TLS_REJECT_UNAUTHORIZED=0', () => {
  const startServer = serversPerTest();
  const command = commandForAll();

  async function startUntrusted() {
    const { server } = await createCertificates();
    return startServer((_, response) => response.end('{}'), server);
  }

  it('does not make the client send anything to a server that is not trusted', async () => {
    const server = await startUntrusted();
    const { stdout } = await promisify(execFile)(process.execPath, ['--import=tsx', CLIENT, server.address], {
      env: { ...process.env, ...UNCHECKED },
    });
    const refusal = new RegExp(`^127\\.0\\.0\\.1:${server.port} cannot be reached: its certificate is not trusted\\.`);
    const outcomes = stdout.trim().split('\n');
    assert.equal(outcomes.length, 2);
    outcomes.forEach((outcome) => assert.match(outcome, refusal));
    assert.deepEqual(server.requests, []);
  });

  it('does not make the command send the cookie there, and Node does not warn of what does not happen', async () => {
    const server = await startUntrusted();
    const { code, stdout, stderr } = await command().run(['list'], { env: { ...server.env, ...UNCHECKED } });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(
      stderr,
      /^credentials: 127\.0\.0\.1:\d+ cannot be reached: its certificate is not trusted\. [^\n]*\n$/,
    );
    assert.deepEqual(server.requests, []);
  });
});
