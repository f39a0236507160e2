import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DiagnosticSection } from '../../src/core/source.js';
import { createAuthority } from '../sandbox/certificates.js';
import { holdsAny } from './failures.js';
import { proxiesPerTest } from './forwardProxy.js';
import { handshakeServersPerTest } from './handshakeServer.js';
import { NAME, named } from './namedServer.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { silentServersPerTest } from './silentServer.js';
import { sessionsPerTest, type WorkbenchSession } from './workbenchSessions.js';

const ACCOUNT = { user: 'proxy-user', password: 'canary-password' };

/** What a session tells of itself, by title and label, once it is certain that it tells no secret. */
async function diagnosed(session: WorkbenchSession, signal = new AbortController().signal) {
  const sections = await session.source.diagnose(signal);
  assert.ok(!holdsAny(JSON.stringify(sections), await session.secrets()), 'A secret is in the diagnosis');
  return Object.fromEntries(sections.map(({ title, facts }: DiagnosticSection) => [title, Object.fromEntries(facts)]));
}

const SERVER = 'Posit Workbench: server';

describe('The diagnosis of a Workbench session', () => {
  const startSandbox = sandboxesPerTest();
  const startProxy = proxiesPerTest();
  const startServer = handshakeServersPerTest();
  const startSilentServer = silentServersPerTest();
  const openSession = sessionsPerTest();

  it('reports an http server without asking it', async () => {
    const { env, requests } = await startSandbox();
    const sections = await diagnosed(openSession(env));
    assert.deepEqual(sections[SERVER], {
      Address: env['RS_SERVER_ADDRESS'],
      Proxy: 'not used',
      TLS: 'none: the address is http',
    });
    assert.match(sections['Posit Workbench: session']?.['File rpc_cookie'] ?? '', /^set; until .* UTC \(for \d+ h\)$/);
    assert.deepEqual(requests, []);
  });

  it('reports an https server from its handshake alone', async () => {
    const { env, requests } = await startSandbox({ tls: true, basePath: '/workbench' });
    const { Valid, ...facts } = (await diagnosed(openSession(env)))[SERVER] ?? {};
    assert.deepEqual(facts, {
      Address: env['RS_SERVER_ADDRESS'],
      Proxy: 'not used',
      'Trusted CAs': 'only those in REQUESTS_CA_BUNDLE',
      TLS: 'TLSv1.3',
      Certificate: 'localhost',
      'Other names':
        'DNS:localhost, IP Address:127.0.0.1, IP Address:127.0.0.3, IP Address:127.0.0.5, IP Address:0:0:0:0:0:0:0:1',
      'Issued by': 'Sandbox Workbench CA',
      Trusted: 'yes',
    });
    assert.match(Valid ?? '', /^until .* UTC \(for 36\d d\)$/);
    assert.deepEqual(requests, []);
  });

  it('reports why a certificate is not trusted, and when an expired one has expired', async () => {
    const { env } = await startSandbox({ tls: true });
    const untrusting = openSession({ ...env, REQUESTS_CA_BUNDLE: '' });
    assert.equal((await diagnosed(untrusting))[SERVER]?.['Trusted'], 'no: UNABLE_TO_VERIFY_LEAF_SIGNATURE');

    const authority = await createAuthority();
    const server = await startServer(await authority.issue([], new Date(Date.now() - 3 * 60 * 60_000)));
    const bundle = path.join(env['PWB_SESSION_RUNTIME_DIR'] ?? '', 'other-ca.pem');
    await writeFile(bundle, authority.ca);
    const session = openSession({ ...env, RS_SERVER_ADDRESS: server.address, REQUESTS_CA_BUNDLE: bundle });
    const { Valid, Trusted } = (await diagnosed(session))[SERVER] ?? {};
    assert.match(Valid ?? '', /^EXPIRED at .* UTC \(3 h ago\)$/);
    assert.equal(Trusted, 'no: CERT_HAS_EXPIRED');
    await server.visitors.gone();
    assert.equal(server.received, 0);
  });

  it('goes through the proxy, and names it without its account', async () => {
    const { env, host } = named(await startSandbox({ tls: true, certificateNames: [NAME] }), NAME);
    const proxy = await startProxy({ names: [NAME], account: ACCOUNT });
    const session = openSession(env, {
      editor: { proxy: proxy.url.replace('://', `://${ACCOUNT.user}:${ACCOUNT.password}@`) },
      secrets: [ACCOUNT.user, ACCOUNT.password],
    });
    const { Proxy: shown, Trusted } = (await diagnosed(session))[SERVER] ?? {};
    assert.deepEqual([shown, Trusted], [`http://…@${proxy.host}`, 'yes']);
    assert.deepEqual(proxy.asked, [`tunnel ${host}`]);
  });

  it('reports why there is no connection, together with the facts of the session', async () => {
    const sandbox = await startSandbox({ tls: true });
    await sandbox.suspend();
    const sections = await diagnosed(openSession(sandbox.env));
    const { TLS: why, Causes: causes, ...facts } = sections[SERVER] ?? {};
    const { host } = new URL(sandbox.env['RS_SERVER_ADDRESS'] ?? '');
    const message = `${host} cannot be reached: it refuses connections. If the problem persists, contact your administrator.`;
    assert.equal(why, message);
    assert.ok(causes?.startsWith(`network: ${message} <- `) && causes.includes('ECONNREFUSED'), causes);
    assert.deepEqual(Object.keys(facts), ['Address', 'Proxy', 'Trusted CAs']);
    assert.equal(sections['Posit Workbench: session']?.['In a session'], 'yes');
  });

  it('reports that the bundle cannot be read', async () => {
    const { env } = await startSandbox({ tls: true });
    const session = openSession({ ...env, REQUESTS_CA_BUNDLE: '/nowhere/ca.pem' });
    const { TLS: why, Causes: causes } = (await diagnosed(session))[SERVER] ?? {};
    assert.match(why ?? '', /^The file named by REQUESTS_CA_BUNDLE cannot be read\./);
    assert.match(causes ?? '', /ENOENT/);
  });

  it('ends when its signal is aborted, and reports what it has found by then', async () => {
    const { host, visited } = await startSilentServer();
    const cookie = 'canary-value|Tue%2C%2001%20Jan%202047%2000%3A00%3A00%20GMT|canary-signature; path=/; HttpOnly';
    const session = openSession({ RS_SERVER_ADDRESS: `https://${host}`, RS_SESSION_RPC_COOKIE: cookie });
    const abort = new AbortController();
    const diagnosis = diagnosed(session, abort.signal);
    await visited;
    abort.abort(new DOMException('The operation timed out', 'TimeoutError'));
    const sections = await diagnosis;
    assert.equal(sections[SERVER]?.['TLS'], 'TimeoutError: The operation timed out');
    assert.match(
      sections['Posit Workbench: session']?.['RS_SESSION_RPC_COOKIE'] ?? '',
      /^set; until 2047-01-01 00:00:00 UTC/,
    );
  });

  it('reports outside a session that there is none, and mentions no server', async () => {
    const session = openSession({}, { secrets: ['nothing'] });
    assert.deepEqual(Object.keys(await diagnosed(session)), ['Posit Workbench: session']);
  });
});
