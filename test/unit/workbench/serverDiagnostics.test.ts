import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import type { HttpClient } from '../../../src/core/httpClient.js';
import type { TlsFacts } from '../../../src/core/httpClient.js';
import { serverSection } from '../../../src/workbench/diagnostics.js';
import { readSession } from '../../../src/workbench/session.js';

const NOW = Date.UTC(2026, 5, 1, 12);
const DAY = 24 * 3_600_000;
/** Part of every account and query; it must not be shown. */
const CANARY = 'canary-7d1e';

const TLS: TlsFacts = {
  protocol: 'TLSv1.3',
  subject: 'workbench.example.org',
  issuer: 'Example CA',
  names: 'DNS:workbench.example.org, IP Address:10.0.0.1',
  validTo: NOW + 30 * DAY,
  distrust: undefined,
};

interface Circumstances {
  readonly address?: string;
  readonly proxy?: string | Error;
  /** What the inspection of the connection comes to. */
  readonly tls?: Partial<TlsFacts> | Error;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The facts of the section, by their labels, once it is certain that they tell no secret. */
async function factsOf({ address, proxy, tls = {}, environment = {} }: Circumstances) {
  const session = readSession({ POSIT_PRODUCT: 'WORKBENCH', ...environment, RS_SERVER_ADDRESS: address });
  assert.ok(session);
  const http: HttpClient = {
    postJson: () => assert.fail('a diagnosis sends no request'),
    send: () => assert.fail('a diagnosis sends no request'),
    proxyFor: () => (proxy instanceof Error ? Promise.reject(proxy) : Promise.resolve(proxy)),
    inspectTls: () => (tls instanceof Error ? Promise.reject(tls) : Promise.resolve({ ...TLS, ...tls })),
    dispose: () => undefined,
  };
  const { facts } = await serverSection(session, http, NOW, new AbortController().signal);
  const text = JSON.stringify(facts);
  assert.ok(!text.includes(CANARY), text.replaceAll(CANARY, '(the secret)'));
  return Object.fromEntries(facts);
}

const HTTPS = 'https://workbench.example.org';

describe("A server's diagnostics", () => {
  it('of an https server', async () => {
    assert.deepEqual(await factsOf({ address: `${HTTPS}/base`, environment: { CURL_CA_BUNDLE: '/ca.pem' } }), {
      Address: 'https://workbench.example.org/base',
      Proxy: 'not used',
      'Trusted CAs': 'only those in CURL_CA_BUNDLE',
      TLS: 'TLSv1.3',
      Certificate: 'workbench.example.org',
      'Other names': 'DNS:workbench.example.org, IP Address:10.0.0.1',
      'Issued by': 'Example CA',
      Valid: 'until 2026-07-01 12:00:00 UTC (for 30 d)',
      Trusted: 'yes',
    });
  });

  it('of an http server, without looking for TLS', async () => {
    assert.deepEqual(await factsOf({ address: 'http://localhost:8787', tls: new Error('looked') }), {
      Address: 'http://localhost:8787',
      Proxy: 'not used',
      TLS: 'none: the address is http',
    });
  });

  it('say whose certificates are trusted where no variable does', async () => {
    assert.equal(
      (await factsOf({ address: HTTPS }))['Trusted CAs'],
      "Node's, and the system's if http.systemCertificates is on and Node is 22.15 or later",
    );
  });

  it('of a certificate that is not trusted, has expired and lacks all optional fields', async () => {
    const tls = {
      protocol: undefined,
      subject: '',
      issuer: '',
      names: undefined,
      validTo: NOW - DAY,
      distrust: 'CERT_HAS_EXPIRED',
    };
    const {
      TLS: protocol,
      Address,
      Proxy,
      'Trusted CAs': authorities,
      ...facts
    } = await factsOf({ address: HTTPS, tls });
    assert.ok(Address && Proxy && authorities);
    assert.deepEqual(
      { protocol, ...facts },
      {
        protocol: 'unknown',
        Certificate: 'unnamed',
        'Other names': 'none',
        'Issued by': 'unnamed',
        Valid: 'EXPIRED at 2026-05-31 12:00:00 UTC (24 h ago)',
        Trusted: 'no: CERT_HAS_EXPIRED',
      },
    );
    assert.equal((await factsOf({ address: HTTPS, tls: { validTo: NaN } }))['Valid'], 'unknown');
  });

  it('of a certificate for hundreds of names have the first of them', async () => {
    const names = Array.from({ length: 500 }, (_, at) => `DNS:host-${at}.example.org`).join(', ');
    const shown = (await factsOf({ address: HTTPS, tls: { names } }))['Other names'];
    assert.ok(shown?.startsWith('DNS:host-0.example.org, ') && shown.endsWith('…') && shown.length <= 500, shown);
  });

  it('say why there is no connection, with the causes', async () => {
    const tls = new CredentialError('network', 'It refuses connections.', { cause: new Error('connect ECONNREFUSED') });
    const { TLS: why, Causes: causes, Trusted: trusted } = await factsOf({ address: HTTPS, tls });
    assert.deepEqual(
      [why, causes, trusted],
      ['It refuses connections.', 'network: It refuses connections. <- Error: connect ECONNREFUSED', undefined],
    );
  });

  const proxies = [
    [`http://user:${CANARY}@proxy.example.org:3128`, 'http://…@proxy.example.org:3128'],
    [`http://${CANARY}@proxy.example.org:3128`, 'http://…@proxy.example.org:3128'],
    [`http://proxy.example.org:3128/?token=${CANARY}`, 'http://proxy.example.org:3128?…'],
    [`http://proxy.example.org:3128/#${CANARY}`, 'http://proxy.example.org:3128?…'],
    [`http://user:1#${CANARY}@proxy.example.org:3128`, 'set, but not shown because it may contain a password'],
    [`http://${CANARY}:nowhere`, 'set, but not a URL'],
    ['https://proxy.example.org', 'https://proxy.example.org'],
  ] as const;
  for (const [proxy, shown] of proxies) {
    it(`show the proxy ${proxy} as ${shown}`, async () =>
      assert.equal((await factsOf({ address: HTTPS, proxy }))['Proxy'], shown));
  }

  it('say why a proxy cannot be used, and everything else', async () => {
    const proxy = new CredentialError('configuration', 'It is a SOCKS proxy. Set http.proxy.');
    const facts = await factsOf({ address: HTTPS, proxy });
    assert.deepEqual([facts['Proxy'], facts['Trusted']], ['It is a SOCKS proxy. Set http.proxy.', 'yes']);
  });

  const addresses = [
    [undefined, /address of the server is not set in this session \(RS_SERVER_ADDRESS\)/],
    ['', /address of the server is not set in this session \(RS_SERVER_ADDRESS\)/],
    [`${CANARY} ${CANARY}`, /RS_SERVER_ADDRESS in this session is not an http or https URL/],
    [`ftp://user:${CANARY}@example.org`, /RS_SERVER_ADDRESS in this session is not an http or https URL/],
  ] as const;
  for (const [address, why] of addresses) {
    it(`say what is wrong with the address ${String(address)}, and nothing else`, async () => {
      const facts = await factsOf(address === undefined ? {} : { address });
      assert.deepEqual(Object.keys(facts), ['Address']);
      assert.match(facts['Address'] ?? '', why);
    });
  }

  it('hide the account in the address', async () => {
    const { Address: address } = await factsOf({ address: `https://${CANARY}:${CANARY}@workbench.example.org` });
    assert.equal(address, 'https://…@workbench.example.org');
  });
});
