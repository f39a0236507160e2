import assert from 'node:assert/strict';
import { findServer } from '../../../src/connect/probe.js';
import { CredentialError } from '../../../src/core/errors.js';
import type { ServerOptions } from '../../../src/core/httpClient.js';
import { FakeClock } from '../../unit/fakeClock.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { rejectionOf } from '../failures.js';
import { NEVER, serverHttp } from './apiBench.js';
import { connectsPerTest } from './connectsPerTest.js';

const METADATA = '/.well-known/oauth-authorization-server';

describe('Looking for a Posit Connect server', function () {
  this.timeout(30_000);
  const { start, ended } = connectsPerTest();

  const find = (candidates: readonly string[], server: ServerOptions = {}, signal = NEVER) => {
    const ports = { http: serverHttp(ended, server, 10 * 60_000), clock: new FakeClock(), log: new RecordingLog() };
    return findServer(candidates, { ...ports, hasOwnCa: server.caCertificate !== undefined }, signal);
  };

  async function failureOf(attempt: Promise<unknown>): Promise<CredentialError> {
    const error = await rejectionOf(attempt);
    assert.ok(error instanceof CredentialError);
    return error;
  }

  it('finds it at the first address that has one, and its version', async () => {
    const { url } = await start({ basePath: '/rsc' });
    const found = await find([`${url}/apps`, url, new URL(url).origin]);
    assert.deepEqual(found, { url, version: '2026.07.0', hasOAuth: true });
  });

  for (const [options, version] of [
    [{ version: '2026.01.1' }, '2026.01.1'],
    [{ oauth: false, hideVersion: true }, undefined],
  ] as const) {
    it(`recognises a server without OAuth: ${JSON.stringify(options)}`, async () => {
      const { url } = await start(options);
      assert.deepEqual(await find([url]), { url, version, hasOAuth: false });
    });
  }

  it('says how to trust a certificate', async () => {
    const { url, ca } = await start({ tls: true });
    const { message } = await failureOf(find([url]));
    assert.match(message, /its certificate is not trusted/);
    assert.match(message, /ca_certificate.*--cacert/);
    assert.doesNotMatch(message, /REQUESTS_CA_BUNDLE/);
    assert.equal((await find([url], { caCertificate: ca })).url, url);
    assert.equal((await find([url], { insecure: true })).url, url);
  });

  it('says that a certificate is signed by another CA than the given one', async () => {
    const [one, other] = [await start({ tls: true }), await start({ tls: true })];
    const { message } = await failureOf(find([one.url], { caCertificate: other.ca }));
    assert.match(message, /not signed by the CA certificate given for it/);
  });

  it('finds the OAuth metadata at the first location that it asks', async () => {
    const connect = await start({ basePath: '/rsc' });
    await find([connect.url]);
    const asked = connect.requests.filter((each) => each.path.includes('/.well-known/'));
    assert.deepEqual(
      asked.map(({ path, status }) => [path, status]),
      [[METADATA, 200]],
    );
  });

  it('says that the server calls itself by another address, and which', async () => {
    const connect = await start();
    connect.intercept((_request, response, path) => {
      if (path !== METADATA) {
        return false;
      }
      const metadata = { issuer: 'https://connect.example.com', token_endpoint: 'https://connect.example.com/token' };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metadata));
      return true;
    });
    const { message } = await failureOf(find([connect.url]));
    assert.match(message, /its address is https:\/\/connect\.example\.com\. Sign in at that address/);
  });

  it('says that a server is busy, also if nothing is at another address', async () => {
    const connect = await start({ basePath: '/rsc' });
    connect.busy = true;
    connect.intercept((request, response) => {
      const isElsewhere = !request.url?.startsWith('/rsc/');
      if (isElsewhere) {
        response.writeHead(404).end();
      }
      return isElsewhere;
    });
    assert.match((await failureOf(find([new URL(connect.url).origin, connect.url]))).message, /busy/);
  });

  it('ends at once if it is cancelled, also while it asks for the OAuth metadata', async () => {
    const connect = await start();
    const cancelling = new AbortController();
    connect.intercept((_request, _response, path) => {
      const isMetadata = path.startsWith('/.well-known/');
      if (isMetadata) {
        cancelling.abort(new Error('cancelled'));
      }
      return isMetadata;
    });
    assert.equal(await rejectionOf(find([connect.url], {}, cancelling.signal)), cancelling.signal.reason);
  });
});
