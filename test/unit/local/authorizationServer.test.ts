import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import { ENDPOINTS, fromMetadata } from '../../../src/oauth/authorizationServer.js';

const HERE = ['http://127.0.0.1:9200/_x', 'http://localhost:8080/x', 'http://[::1]/x', 'https://127.0.0.2/x'];

function problemOf(issuer: string, changes: Readonly<Record<string, string>>): string | undefined {
  try {
    fromMetadata({ issuer, token_endpoint: `${issuer}/token`, ...changes });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof CredentialError);
    assert.equal(error.failure, 'protocol');
    return error.message;
  }
}

describe('Metadata that lead to this machine', () => {
  for (const endpoint of ENDPOINTS) {
    it(`by the ${endpoint} are refused where the server is on another`, () => {
      for (const url of HERE) {
        assert.equal(
          problemOf('https://login.example.com', { [endpoint]: url }),
          `The ${endpoint} that login.example.com names cannot be used: it leads to this machine, which the server is not on. Tell its administrator.`,
        );
      }
    });
  }

  it('are taken where the server is on it as well', () => {
    for (const url of HERE) {
      assert.equal(problemOf('http://localhost:9000', { device_authorization_endpoint: url }), undefined);
    }
  });
});
