import assert from 'node:assert/strict';
import { offeredForms } from '../../../../src/local/connectJson/forms.js';
import { FakeDialogs } from './fakeDialogs.js';
import { DISCOVERY, entriesOf, ISSUER, surroundings } from './harness.js';

const CONFIDENTIAL = {
  ...{ name: 'reports', display_name: 'Reports', issuer: ISSUER, client_id: 'me', auth_mode: 'Confidential' },
  ...{ scopes: 'openid offline_access' },
};

describe('What an integration on Posit Connect can start with', () => {
  it('is each valid local integration, with the endpoints of its issuer, and without placeholders for secrets', async () => {
    const entries = entriesOf([CONFIDENTIAL, { name: 'wrong', issuer: ISSUER, x: 1 }]);
    const [reports, ...others] = offeredForms(surroundings(new FakeDialogs()), entries);
    assert.deepEqual([reports?.label, others], ['Reports', []]);
    const { authorization_endpoint: authorizationUri, token_endpoint: tokenUri } = DISCOVERY.endpoints;
    assert.deepEqual(JSON.parse(JSON.stringify(await reports?.read())), {
      ...{ template: 'custom', name: 'reports' },
      config: {
        ...{ auth_mode: 'Confidential', auth_type: 'Viewer', client_id: 'me', scopes: 'openid offline_access' },
        ...{ authorization_uri: authorizationUri, token_uri: tokenUri },
        ...{ token_endpoint_auth_method: 'client_secret_post', use_pkce: true },
      },
    });
  });

  it('asks no issuer until it is picked, and is undefined if the user cancels that', async () => {
    const ports = surroundings(new FakeDialogs(), [], () => Promise.reject(new Error('asked')));
    const [form] = offeredForms(ports, entriesOf([{ name: 'registers', issuer: ISSUER }]));
    assert.ok(form);
    ports.dialogs.cancels = true;
    assert.equal(await form.read(), undefined);
  });
});
