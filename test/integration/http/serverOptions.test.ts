import assert from 'node:assert/strict';
import type { NetworkSettings, ServerOptions } from '../../../src/core/httpClient.js';
import { UndiciHttpClient } from '../../../src/http/undiciHttpClient.js';
import { createAuthority, createCertificates } from '../../sandbox/certificates.js';
import { connectsPerTest } from '../connect/connectsPerTest.js';
import { assertReadable, rejectionOf } from '../failures.js';
import { ObservedServer } from '../observedServer.js';

const SETTINGS: NetworkSettings = { proxy: undefined, noProxy: [], caBundle: undefined, systemCertificates: false };

describe('An HTTP client for a server with options', function () {
  this.timeout(30_000);
  const { start, ended } = connectsPerTest();

  function createClient(server?: ServerOptions, settings = SETTINGS): UndiciHttpClient {
    const client = new UndiciHttpClient(() => settings, undefined, undefined, server);
    ended(() => client.dispose());
    return client;
  }

  async function open(...args: ConstructorParameters<typeof ObservedServer>): Promise<ObservedServer> {
    const server = new ObservedServer(...args);
    await server.open();
    ended(() => server.close());
    return server;
  }

  const get = { method: 'GET', headers: {}, signal: new AbortController().signal } as const;
  const statusOf = async (client: UndiciHttpClient, url: string) => (await client.send(url, get)).status;
  const failureOf = async (client: UndiciHttpClient, url: string) => {
    const error = await rejectionOf(client.send(url, get));
    assertReadable(error, []);
    return error.message;
  };

  it('trusts its own CA certificate, for any of its certificates in the text', async () => {
    const connect = await start({ tls: true });
    const { ca: other } = await createAuthority('Another CA');
    for (const caCertificate of [connect.ca ?? '', `${other}\n${connect.ca}`]) {
      assert.equal(await statusOf(createClient({ caCertificate }), `${connect.url}/__ping__`), 200);
    }
  });

  it('trusts only that one, and says so', async () => {
    const connect = await start({ tls: true });
    const { ca } = await createAuthority();
    assert.equal(
      await failureOf(createClient({ caCertificate: ca }), `${connect.url}/__ping__`),
      `${new URL(connect.url).host} cannot be reached: its certificate is not signed by the CA certificate given for it. Correct the CA certificate.`,
    );
    assert.deepEqual(connect.requests, []);
  });

  it('does not read the CA bundle of the environment for it', async () => {
    const connect = await start({ tls: true });
    const caBundle = { path: '/nowhere/ca.pem', variable: 'REQUESTS_CA_BUNDLE' };
    const client = createClient({ caCertificate: connect.ca }, { ...SETTINGS, caBundle });
    assert.equal(await statusOf(client, `${connect.url}/__ping__`), 200);
  });

  it('reports that a CA certificate is invalid', async () => {
    for (const caCertificate of ['', 'none', '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n']) {
      assert.equal(
        await failureOf(createClient({ caCertificate }), 'https://127.0.0.1:9/'),
        'The CA certificate for 127.0.0.1:9 is not a certificate in PEM format. Correct or remove it.',
      );
    }
  });

  it('does not check the certificate where it is insecure, but otherwise does', async () => {
    const connect = await start({ tls: true });
    const url = `${connect.url}/__ping__`;
    assert.equal(await statusOf(createClient({ insecure: true }), url), 200);
    assert.match(await failureOf(createClient(), url), /its certificate is not trusted/);
  });

  it('reports what is wrong with a certificate that it does not check', async () => {
    const connect = await start({ tls: true });
    const facts = await createClient({ insecure: true }).inspectTls(connect.url, get.signal);
    assert.equal(facts.distrust, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    const trusted = await createClient({ caCertificate: connect.ca }).inspectTls(connect.url, get.signal);
    assert.equal(trusted.distrust, undefined);
  });

  it('checks the certificate of the proxy, also where it is insecure', async () => {
    const { server } = await createCertificates();
    const proxy = await open(undefined, server);
    const client = createClient({ insecure: true }, { ...SETTINGS, proxy: { https: proxy.address } });
    assert.match(await failureOf(client, 'https://connect.invalid/'), /its certificate is not trusted/);
    assert.deepEqual(proxy.requests, []);
  });

  for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
    it(`sends a ${method}`, async () => {
      const methods: (string | undefined)[] = [];
      const server = await open((request, response) => {
        methods.push(request.method);
        response.writeHead(204).end();
      });
      const response = await createClient().send(server.address, { ...get, method });
      assert.deepEqual([response.status, methods], [204, [method]]);
    });
  }

  it('returns cookies to the origin that has set them, until it deletes them', async () => {
    const answers = [['a=1; Path=/; HttpOnly', 'b=2; Domain=example.com'], ['a=3'], ['a=; Max-Age=0'], []];
    const server = await open(
      (_request, response) => void response.setHeader('set-cookie', answers.shift() ?? []).end(),
    );
    const other = await open((_request, response) => void response.end());
    const client = createClient({ returnsCookies: true });
    for (const { address } of [server, server, server, other, server]) {
      await client.send(address, get);
    }
    const cookiesOf = ({ requests }: ObservedServer) => requests.map(({ headers }) => headers.cookie);
    assert.deepEqual(cookiesOf(server), [undefined, 'a=1; b=2', 'b=2; a=3', 'b=2']);
    assert.deepEqual(cookiesOf(other), [undefined]);
  });

  it('returns no cookies unless it is to', async () => {
    const server = await open((_request, response) => void response.setHeader('set-cookie', 'a=1').end());
    const client = createClient({});
    await client.send(server.address, get);
    await client.send(server.address, get);
    assert.deepEqual(
      server.requests.map(({ headers }) => headers.cookie),
      [undefined, undefined],
    );
  });
});
