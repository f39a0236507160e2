import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { networkError } from '../../../src/http/networkErrors.js';

const DIRECTLY = { proxy: undefined, caBundle: undefined, timeout: 10_000 };
const URL_WITH_SECRETS = new URL('https://workbench.example.org:8443/base/oauth_token?canary=canary');

function withCode(code: string): Error {
  return Object.assign(new Error('canary'), { code });
}

describe('networkError', () => {
  const reasons = {
    ENOTFOUND: 'its name cannot be resolved. Ask your administrator to check its address.',
    EAI_AGAIN: 'its name cannot be resolved. Ask your administrator to check its address.',
    ECONNREFUSED: 'it refuses connections. If the problem persists, contact your administrator.',
    ECONNRESET: 'the connection was lost. If the problem persists, contact your administrator.',
    EPIPE: 'the connection was lost. If the problem persists, contact your administrator.',
    UND_ERR_SOCKET: 'the connection was lost. If the problem persists, contact your administrator.',
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH:
      'the connection was lost. If the problem persists, contact your administrator.',
    EHOSTUNREACH: 'there is no network route to it. If the problem persists, contact your administrator.',
    ENETUNREACH: 'there is no network route to it. If the problem persists, contact your administrator.',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host. Contact your administrator.',
    UNABLE_TO_GET_ISSUER_CERT: 'its certificate is not trusted. Ask your administrator to set REQUESTS_CA_BUNDLE.',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      'its certificate is not trusted. Ask your administrator to set REQUESTS_CA_BUNDLE.',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted. Ask your administrator to set REQUESTS_CA_BUNDLE.',
    CERT_HAS_EXPIRED: 'its certificate has expired. Ask your administrator to renew it.',
    SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted. Ask your administrator to set REQUESTS_CA_BUNDLE.',
    ERR_SSL_WRONG_VERSION_NUMBER:
      'the server at this address does not use TLS. Ask your administrator to check its address.',
    ETIMEDOUT: 'it did not answer in time. If the problem persists, contact your administrator.',
    UND_ERR_HEADERS_TIMEOUT: 'it did not answer within 10 s. If the problem persists, contact your administrator.',
    UND_ERR_OTHER: 'the request failed. If the problem persists, contact your administrator.',
    OTHER_TIMEOUT: 'the request failed. If the problem persists, contact your administrator.',
    EWHATEVER: 'the request failed. If the problem persists, contact your administrator.',
  };
  for (const [code, why] of Object.entries(reasons)) {
    it(`says of ${code}: ${why}`, () => {
      const cause = withCode(code);
      const error = networkError(cause, URL_WITH_SECRETS, DIRECTLY);
      assert.deepEqual(
        [error.failure, error.message, error.cause],
        ['network', `workbench.example.org:8443 cannot be reached: ${why}`, cause],
      );
    });
  }

  it('names the time limit of a whole answer once that is over', () => {
    const cause = new DOMException('canary', 'TimeoutError');
    assert.match(networkError(cause, URL_WITH_SECRETS, DIRECTLY).message, /: it did not answer within 10 s\./);
  });

  it('says of anything else no more than that the request failed', () => {
    assert.match(networkError('canary', URL_WITH_SECRETS, DIRECTLY).message, /reached: the request failed\./);
  });

  it('finds the reason in the errors that one wraps', () => {
    const refused = withCode('ECONNREFUSED');
    for (const cause of [new Error('x', { cause: refused }), new AggregateError([refused, withCode('ENOTFOUND')])]) {
      assert.match(networkError(cause, URL_WITH_SECRETS, DIRECTLY).message, /it refuses connections/);
    }
  });

  const limits = {
    UND_ERR_RES_EXCEEDED_MAX_SIZE: 'a response that is larger than the limit of 8 MiB',
    UND_ERR_HEADERS_OVERFLOW: 'headers that are larger than the limit of 16 KiB',
  };
  for (const [code, what] of Object.entries(limits)) {
    it(`says of ${code} which limit was hit, and not that the server cannot be reached`, () => {
      const error = networkError(withCode(code), URL_WITH_SECRETS, DIRECTLY);
      assert.deepEqual(
        [error.failure, error.message],
        ['protocol', `workbench.example.org:8443 sent ${what}. Contact your administrator.`],
      );
    });
  }

  it('says of a certificate that a bundle does not vouch for which variable names that', () => {
    const caBundle = { path: '/canary', variable: 'CURL_CA_BUNDLE' };
    assert.equal(
      networkError(withCode('SELF_SIGNED_CERT_IN_CHAIN'), URL_WITH_SECRETS, { ...DIRECTLY, caBundle }).message,
      'workbench.example.org:8443 cannot be reached: its certificate is not signed by any certificate in the file named by CURL_CA_BUNDLE. Ask your administrator to correct that file.',
    );
  });

  const proxyReasons = {
    ENOTFOUND: "the proxy's name cannot be resolved. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.",
    EAI_AGAIN: "the proxy's name cannot be resolved. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.",
    EHOSTUNREACH:
      'there is no network route to the proxy. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.',
    UND_ERR_INVALID_ARG: 'the proxy refused the request. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.',
    ECONNREFUSED: 'the proxy refuses connections. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.',
    ENETUNREACH: 'there is no network route to the proxy. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.',
    ECONNRESET: 'the connection was lost. If the problem persists, contact your administrator.',
    CERT_HAS_EXPIRED: 'its certificate has expired. Ask your administrator to renew it.',
  };
  for (const [code, why] of Object.entries(proxyReasons)) {
    it(`names the proxy that was used, without its password, and says of ${code}: ${why}`, () => {
      const proxy = 'http://user:canary@secure:3128';
      const { message } = networkError(withCode(code), URL_WITH_SECRETS, { ...DIRECTLY, proxy });
      assert.equal(message, `workbench.example.org:8443 cannot be reached through the proxy secure:3128: ${why}`);
    });
  }

  it('says that the proxy can’t reach the server if its status says so', () => {
    const messageFor = (cause: string) => {
      const error = Object.assign(new Error(cause), { code: 'UND_ERR_ABORTED' });
      return networkError(error, URL_WITH_SECRETS, { ...DIRECTLY, proxy: 'http://secure:3128' }).message;
    };
    assert.match(
      messageFor('Proxy response (502) !== 200 when HTTP Tunneling'),
      /: the proxy cannot reach it\. If the/,
    );
    assert.match(
      messageFor('Proxy response (407) !== 200 when HTTP Tunneling'),
      /: the proxy refused the request\. Check/,
    );
  });

  it('distinguishes an answer that is cut off from one that is not HTTP', () => {
    const messageFor = (message: string) =>
      networkError(Object.assign(new Error(message), { name: 'HTTPParserError' }), URL_WITH_SECRETS, DIRECTLY).message;
    assert.match(messageFor('Unexpected EOF'), /: the connection was lost\. If the/);
    assert.match(
      messageFor('Expected HTTP/'),
      /: the server at this address does not use HTTP\. Ask your administrator/,
    );
  });

  it('ignores a code that is not a text', () => {
    const cause = Object.assign(new Error('x', { cause: withCode('ECONNREFUSED') }), { code: 7 });
    assert.match(networkError(cause, URL_WITH_SECRETS, DIRECTLY).message, /it refuses connections/);
  });

  it('contains no part of what was received', () => {
    const cause = Object.assign(new Error('Expected HTTP/'), { name: 'HTTPParserError', data: 'canary' });
    assert.ok(!inspect(networkError(cause, URL_WITH_SECRETS, DIRECTLY)).includes('canary'));
  });
});
