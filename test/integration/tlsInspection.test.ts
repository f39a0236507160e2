import assert from 'node:assert/strict';
import { generate } from 'selfsigned';
import { type Authority, createAuthority } from '../sandbox/certificates.js';
import type { ServerCertificate } from '../sandbox/loopbackListener.js';
import { assertReadable, rejectionOf } from './failures.js';
import { type ForwardProxy, proxiesPerTest } from './forwardProxy.js';
import { handshakeServersPerTest } from './handshakeServer.js';
import { inspectingClientsPerTest, nothingMoreThan } from './inspectingClients.js';
import { openResources } from './longLivedSession.js';
import { NAME } from './namedServer.js';

const DAY = 24 * 60 * 60_000;

/** A self-signed certificate. */
async function selfSigned(name: string): Promise<ServerCertificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  });
  return { key, cert };
}

describe('An inspection of TLS', () => {
  const startServer = handshakeServersPerTest();
  const startProxy = proxiesPerTest();

  // Making keys takes time, and none of them changes.
  let authority: Authority;
  let stranger: Authority;
  let ofProxy: Authority;
  let good: ServerCertificate;

  before(async () => {
    authority = await createAuthority('The CA');
    stranger = await createAuthority('Another CA');
    ofProxy = await createAuthority("The proxy's CA");
    good = await authority.issue([NAME]);
  });

  const { clientWith, bundleOf } = inspectingClientsPerTest();

  const ways = {
    directly: () => Promise.resolve(undefined),
    'through a proxy': () => startProxy({ names: [NAME] }),
    'through a proxy that speaks TLS itself': async () => startProxy({ names: [NAME], tls: await ofProxy.issue() }),
  };
  for (const [way, open] of Object.entries(ways)) {
    describe(way, () => {
      /** Inspects a server with a certificate, trusting those. Checks what both ends see of it. */
      async function inspected(certificate: ServerCertificate, ...trusted: readonly string[]) {
        const [server, proxy, caBundle] = await Promise.all([
          startServer(certificate),
          open() as Promise<ForwardProxy | undefined>,
          bundleOf(ofProxy.ca, ...trusted),
        ]);
        const before = openResources();
        const host = `${proxy ? NAME : '127.0.0.1'}:${server.port}`;
        const client = clientWith({ caBundle, proxy: proxy && { https: proxy.url } });
        const facts = await client.inspectTls(`https://${host}/base?query`, new AbortController().signal);
        await nothingMoreThan(before);
        await server.visitors.gone();
        assert.deepEqual(
          { handshakes: server.handshakes, received: server.received, connections: server.visitors.count },
          { handshakes: 1, received: 0, connections: 1 },
        );
        assert.deepEqual(proxy?.asked ?? [], proxy ? [`tunnel ${host}`] : []);
        return facts;
      }

      it('finds a certificate that is trusted', async () => {
        const { validTo, ...facts } = await inspected(good, authority.ca);
        assert.deepEqual(facts, {
          protocol: 'TLSv1.3',
          subject: 'localhost',
          issuer: 'The CA',
          names: `DNS:localhost, DNS:${NAME}, IP Address:127.0.0.1, IP Address:127.0.0.3, IP Address:127.0.0.5, IP Address:0:0:0:0:0:0:0:1`,
          distrust: undefined,
        });
        assert.ok(Math.abs(validTo - Date.now() - 365 * DAY) < DAY, new Date(validTo).toISOString());
      });

      it('finds one of an unknown CA', async () => {
        const { distrust, issuer } = await inspected(await stranger.issue([NAME]), authority.ca);
        assert.deepEqual({ distrust, issuer }, { distrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', issuer: 'Another CA' });
      });

      it('finds one that has expired', async () => {
        // Certificates have whole seconds.
        const expiry = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000);
        const { distrust, validTo } = await inspected(await authority.issue([NAME], expiry), authority.ca);
        assert.deepEqual({ distrust, validTo }, { distrust: 'CERT_HAS_EXPIRED', validTo: expiry.getTime() });
      });

      it('finds one for another name', async () => {
        const other = await selfSigned('other.test');
        const { distrust, subject, names } = await inspected(other, other.cert);
        assert.deepEqual(
          { distrust, subject, names },
          { distrust: 'ERR_TLS_CERT_ALTNAME_INVALID', subject: 'other.test', names: 'DNS:other.test' },
        );
      });

      it('finds a self-signed one', async () => {
        const { distrust, subject, issuer } = await inspected(await selfSigned(NAME));
        assert.deepEqual(
          { distrust, subject, issuer },
          { distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT', subject: NAME, issuer: NAME },
        );
      });
    });
  }

  it("uses Node's certificates if there is no bundle", async () => {
    const { address } = await startServer(good);
    const { distrust } = await clientWith().inspectTls(address, new AbortController().signal);
    assert.equal(distrust, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('never trusts because it has looked before', async () => {
    const { address } = await startServer(good);
    const client = clientWith({ caBundle: await bundleOf(stranger.ca) });
    for (let times = 0; times < 2; times += 1) {
      const { distrust } = await client.inspectTls(address, new AbortController().signal);
      assert.equal(distrust, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    }
    const error = await rejectionOf(
      client.postJson(address, {}, { headers: {}, signal: new AbortController().signal }),
    );
    assertReadable(error, []);
    assert.match(error.message, /its certificate is not signed by any/);
  });

  it('uses the account of a proxy', async () => {
    const { port } = await startServer(good);
    const account = { user: 'proxy-user', password: 'canary-password' };
    const proxy = await startProxy({ names: [NAME], account });
    const url = proxy.url.replace('://', `://${account.user}:${account.password}@`);
    const client = clientWith({ proxy: { https: url }, caBundle: await bundleOf(authority.ca) });
    const { distrust } = await client.inspectTls(`https://${NAME}:${port}`, new AbortController().signal);
    assert.equal(distrust, undefined);
  });

  it('connects to loopback directly, regardless of the settings', async () => {
    const server = await startServer(good);
    const proxy = await startProxy();
    const client = clientWith({ proxy: { https: proxy.url }, caBundle: await bundleOf(authority.ca) });
    const { signal } = new AbortController();
    assert.equal(await client.proxyFor(server.address, signal), undefined);
    assert.equal((await client.inspectTls(server.address, signal)).distrust, undefined);
    assert.deepEqual(proxy.asked, []);
  });
});
