import assert from 'node:assert/strict';
import { networkError } from '../../../src/core/networkErrors.js';

const DIRECTLY = { proxy: undefined, caBundle: undefined };
const URL_WITH_SECRETS = new URL('https://workbench.example.org:8443/base/oauth_token?canary=canary');

function withCode(code: string): Error {
  return Object.assign(new Error('canary'), { code });
}

describe('networkError', () => {
  const reasons = {
    ENOTFOUND: 'its name is not known',
    ECONNREFUSED: 'it refuses connections',
    ECONNRESET: 'the connection broke off',
    EHOSTUNREACH: 'the network has no way to it',
    CERT_HAS_EXPIRED: 'its certificate has expired; ask your administrator to renew it',
    SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted; ask your administrator to set REQUESTS_CA_BUNDLE',
    UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
    EWHATEVER: 'the request failed',
  };
  for (const [code, why] of Object.entries(reasons)) {
    it(`says of ${code}: ${why}`, () => {
      const cause = withCode(code);
      const error = networkError(cause, URL_WITH_SECRETS, DIRECTLY);
      assert.deepEqual(
        [error.failure, error.message, error.cause],
        ['network', `workbench.example.org:8443 cannot be reached: ${why}.`, cause],
      );
    });
  }

  it('says of the time limit of a whole answer that it is over', () => {
    const cause = new DOMException('canary', 'TimeoutError');
    assert.match(networkError(cause, URL_WITH_SECRETS, DIRECTLY).message, /it did not answer in time/);
  });

  it('says of anything else no more than that the request failed', () => {
    assert.match(networkError('canary', URL_WITH_SECRETS, DIRECTLY).message, /reached: the request failed\.$/);
  });

  it('finds the reason in the errors that one wraps', () => {
    const refused = withCode('ECONNREFUSED');
    for (const cause of [new Error('x', { cause: refused }), new AggregateError([refused, withCode('ENOTFOUND')])]) {
      assert.match(networkError(cause, URL_WITH_SECRETS, DIRECTLY).message, /it refuses connections/);
    }
  });

  it('tells an answer that is too large from a server that cannot be reached', () => {
    const error = networkError(withCode('UND_ERR_RES_EXCEEDED_MAX_SIZE'), URL_WITH_SECRETS, DIRECTLY);
    assert.equal(error.failure, 'protocol');
  });

  it('says of a certificate that a bundle does not vouch for which variable names that', () => {
    const caBundle = { path: '/canary', variable: 'CURL_CA_BUNDLE' };
    assert.equal(
      networkError(withCode('SELF_SIGNED_CERT_IN_CHAIN'), URL_WITH_SECRETS, { ...DIRECTLY, caBundle }).message,
      'workbench.example.org:8443 cannot be reached: its certificate is not signed by any in the file that CURL_CA_BUNDLE names; ask your administrator to correct that file.',
    );
  });

  it('names the proxy that was used, without its password', () => {
    const proxy = 'http://user:canary@secure:3128';
    const { message } = networkError(withCode('ECONNREFUSED'), URL_WITH_SECRETS, { ...DIRECTLY, proxy });
    assert.equal(
      message,
      'workbench.example.org:8443 cannot be reached through the proxy secure:3128: it refuses connections.',
    );
  });
});
