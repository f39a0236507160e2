import assert from 'node:assert/strict';
import { type Endpoint, ENDPOINTS, fromMetadata } from '../../../src/oauth/authorizationServer.js';

const HERE = ['http://127.0.0.1:9200/_x', 'http://localhost:8080/x', 'http://[::1]/x', 'https://127.0.0.2/x'];

/** Why an endpoint is not used. Throws if the server is refused. */
function problemOf(issuer: string, endpoint: Endpoint, url: string): string | undefined {
  return fromMetadata({ issuer, token_endpoint: `${issuer}/token`, [endpoint]: url }).unusableEndpoints[endpoint];
}

describe('Metadata with an endpoint on this machine', () => {
  const problem = 'it points to this machine, but the server is on another one';

  for (const endpoint of ENDPOINTS) {
    it(`do not get it used as ${endpoint} if the server is on another one`, () => {
      for (const url of HERE) {
        if (endpoint === 'token_endpoint') {
          assert.throws(() => problemOf('https://login.example.com', endpoint, url), {
            failure: 'protocol',
            message: `The token_endpoint in the metadata of login.example.com cannot be used: ${problem}. Contact its administrator.`,
          });
        } else {
          assert.equal(problemOf('https://login.example.com', endpoint, url), problem);
        }
      }
    });
  }

  it('are used if the server is on this machine as well', () => {
    for (const url of HERE) {
      assert.equal(problemOf('http://localhost:9000', 'device_authorization_endpoint', url), undefined);
    }
  });
});
