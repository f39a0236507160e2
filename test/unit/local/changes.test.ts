import assert from 'node:assert/strict';
import { isInvalid } from '../../../src/local/definition/definition.js';
import { parseDefinition } from '../../../src/local/definition/parser.js';
import { reusableAfterEdit } from '../../../src/local/definition/changes.js';
import { ISSUER } from './wizard/harness.js';

const ENTRY = { name: 'example', issuer: ISSUER, client_id: 'me', auth_mode: 'Confidential', scopes: ['a', 'b'] };

function definition(entry: object) {
  const parsed = parseDefinition(entry);
  assert.ok(!isInvalid(parsed));
  return parsed;
}

const BY_ENDPOINTS = {
  ...{ name: 'example', client_id: 'me', auth_mode: 'Confidential' },
  ...{ authorization_uri: 'https://a.example/authorize', token_uri: 'https://a.example/token' },
};

describe('The stored credentials of an integration that was edited', () => {
  for (const [field, stays] of [
    ['device_authorization_uri', true],
    ['revocation_uri', true],
    ['token_uri', false],
    ['authorization_uri', false],
  ] as const) {
    it(`in its ${field}`, () => {
      const after = definition({ ...BY_ENDPOINTS, [field]: 'https://a.example/x' });
      const { clientSecret, grant } = reusableAfterEdit(definition(BY_ENDPOINTS), after);
      assert.deepEqual([clientSecret, grant], [stays, stays]);
    });
  }

  const examples: readonly (readonly [what: string, after: object, clientSecret: boolean, grant: boolean])[] = [
    ['its name', { name: 'other' }, true, true],
    ['its display name', { display_name: 'Other' }, true, true],
    ['the order of its scopes', { scopes: ['b', 'a'] }, true, true],
    ['how its secret is sent', { token_endpoint_auth_method: 'client_secret_post' }, true, true],
    ['its scopes', { scopes: ['a'] }, true, false],
    ['its audience', { audience: 'x' }, true, false],
    ['the hosts of its Git repositories', { git_hosts: ['git.example.org'] }, true, true],
    ['its parameters', { authorization_parameters: { x: 'y' } }, true, false],
    ['its account', { auth_type: 'Service Account' }, true, false],
    ['that it is Confidential', { auth_mode: 'Public' }, false, false],
    ['its client ID', { client_id: 'you' }, false, false],
    ['its issuer', { issuer: 'https://a.example' }, false, false],
  ];
  for (const [what, after, clientSecret, grant] of examples) {
    it(`in ${what}`, () => {
      assert.deepEqual(reusableAfterEdit(definition(ENTRY), definition({ ...ENTRY, ...after })), {
        clientSecret,
        registration: false,
        grant,
      });
    });
  }

  it('that registers by itself: its registration, as long as the issuer is the same', () => {
    const entry = { name: 'example', issuer: ISSUER };
    const after = (changes: object) =>
      reusableAfterEdit(definition(entry), definition({ ...entry, ...changes })).registration;
    assert.deepEqual(
      [{ name: 'other' }, { scopes: ['a'] }, { issuer: 'https://a.example' }, { client_id: 'me' }].map(after),
      [true, true, false, false],
    );
  });
});
