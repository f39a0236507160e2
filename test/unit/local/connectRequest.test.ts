import assert from 'node:assert/strict';
import { connectRequest, fieldsWithoutPlace } from '../../../src/local/connectJson/request.js';
import { isInvalid } from '../../../src/local/definition/definition.js';
import { parseDefinition } from '../../../src/local/definition/parser.js';

const ENDPOINTS = { authorizationUri: 'https://login.example.org/a', tokenUri: 'https://login.example.org/t' };

function definition(entry: object) {
  const parsed = parseDefinition({ name: 'example', issuer: 'https://login.example.org', client_id: 'me', ...entry });
  assert.ok(!isInvalid(parsed));
  return parsed;
}

function configOf(command: string): unknown {
  const { config } = JSON.parse(command.slice(command.indexOf('{\n'), -1)) as { config: unknown };
  return config;
}

describe('The request to Connect', () => {
  it('is a command to read, and to put the secret into', () => {
    const command = connectRequest(definition({ auth_mode: 'Confidential', scopes: ['a', 'b'] }), ENDPOINTS);
    assert.equal(
      command,
      `curl --request POST "\${CONNECT_SERVER%/}/__api__/v1/oauth/integrations" \\
  --header "Authorization: Key \${CONNECT_API_KEY:?}" \\
  --header 'Content-Type: application/json' \\
  --data-raw '{
  "template": "custom",
  "name": "example",
  "config": {
    "auth_mode": "Confidential",
    "auth_type": "Viewer",
    "client_id": "me",
    "client_secret": "<client secret>",
    "authorization_uri": "https://login.example.org/a",
    "token_uri": "https://login.example.org/t",
    "token_endpoint_auth_method": "client_secret_basic",
    "scopes": "a b",
    "use_pkce": true
  }
}'`,
    );
  });

  it('of a Public client has no place for a secret', () => {
    assert.deepEqual(configOf(connectRequest(definition({ use_pkce: false }), ENDPOINTS)), {
      ...{ auth_mode: 'Public', auth_type: 'Viewer', client_id: 'me', scopes: '', use_pkce: false },
      ...{ authorization_uri: ENDPOINTS.authorizationUri, token_uri: ENDPOINTS.tokenUri },
    });
  });

  it('of a Service Account has no sign-in page', () => {
    assert.deepEqual(configOf(connectRequest(definition({ auth_type: 'Service Account' }), ENDPOINTS)), {
      ...{ auth_mode: 'Confidential', auth_type: 'Service Account', client_id: 'me', client_secret: '<client secret>' },
      ...{
        token_uri: ENDPOINTS.tokenUri,
        token_endpoint_auth_method: 'client_secret_basic',
        scopes: '',
        use_pkce: true,
      },
    });
  });

  it('of a client that registers by itself has a place for the client ID', () => {
    const command = connectRequest(definition({ client_id: undefined }), ENDPOINTS);
    assert.ok(command.includes('"client_id": "<client ID>"'));
  });

  it('contains nothing between its quotes that ends them in a shell or is expanded from its history', () => {
    const command = connectRequest(definition({ name: "it's!", client_id: "'!'" }), ENDPOINTS);
    assert.ok(command.includes(String.raw`"name": "it\u0027s\u0021"`));
    assert.doesNotMatch(command.slice(command.indexOf('{\n'), -1), /['!]/);
  });

  it('cannot say all', () => {
    assert.deepEqual(fieldsWithoutPlace(definition({})), []);
    const entry = { audience: 'x', resource: 'x:y', authorization_parameters: { x: 'y' } };
    assert.deepEqual(fieldsWithoutPlace(definition(entry)), Object.keys(entry));
  });
});
