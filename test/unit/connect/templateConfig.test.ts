import assert from 'node:assert/strict';
import { changedConfig, newConfig, unanswered } from '../../../src/connect/templates/config.js';
import { Secret } from '../../../src/core/secret.js';
import { embeddedTemplate } from './templateBench.js';

const custom = embeddedTemplate('custom');
const secret = new Secret('canary');
const urls = { authorization_uri: 'https://as.example/authorize', token_uri: 'https://as.example/token' };
const namesOf = (inputs: readonly { readonly name: string }[]) => inputs.map(({ name }) => name);

/** As a server shows it. */
const current = {
  ...{ auth_type: 'Viewer', auth_mode: 'Confidential', client_id: 'one', ...urls },
  ...{ token_endpoint_auth_method: 'client_secret_post', scopes: 'a b', use_pkce: true },
};

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(current).filter(([name]) => !names.includes(name)));

describe('The configuration of a new integration', () => {
  it('has what is visible, with defaults, and without empty fields', () => {
    assert.deepEqual(newConfig(custom, { ...urls, client_id: 'one', client_secret: secret }), {
      ...{ auth_type: 'Viewer', auth_mode: 'Confidential', client_id: 'one', client_secret: secret, ...urls },
      ...{ token_endpoint_auth_method: 'client_secret_basic', use_pkce: true },
    });
  });

  it('has no secret that another answer has made irrelevant', () => {
    assert.equal('client_secret' in newConfig(custom, { auth_mode: 'Public', client_secret: secret }), false);
  });

  it('needs what is empty and must not be', () => {
    assert.deepEqual(namesOf(unanswered(custom, {})), ['client_id', 'client_secret', ...Object.keys(urls)]);
    assert.deepEqual(unanswered(custom, { ...urls, client_id: 'one', client_secret: secret }), []);
  });
});

describe('The change of a configuration', () => {
  it('has only what is changed, and no secret that has not been entered', () => {
    assert.deepEqual(changedConfig(custom, current, {}), {});
    assert.deepEqual(changedConfig(custom, current, { client_id: 'one', scopes: 'a' }), { scopes: 'a' });
    assert.deepEqual(changedConfig(custom, current, { scopes: '' }), { scopes: '' });
    assert.deepEqual(changedConfig(custom, current, { use_pkce: false }), { use_pkce: false });
  });

  it('has a secret that has been entered', () => {
    assert.deepEqual(changedConfig(custom, current, { client_secret: secret }), { client_secret: secret });
  });

  it('has the defaults of what becomes visible, and asks for the rest', () => {
    const isService = { ...without('authorization_uri', 'auth_mode', 'use_pkce'), auth_type: 'Service Account' };
    const changes = { auth_type: 'Viewer' };
    assert.deepEqual(changedConfig(custom, isService, changes), {
      ...{ auth_type: 'Viewer', auth_mode: 'Confidential', use_pkce: true },
    });
    assert.deepEqual(namesOf(unanswered(custom, changes, isService)), ['authorization_uri']);
  });

  it('does not ask again for a stored secret, but for one that becomes visible', () => {
    assert.deepEqual(unanswered(custom, { scopes: 'a' }, current), []);
    const isPublic = { ...without('token_endpoint_auth_method'), auth_mode: 'Public' };
    assert.deepEqual(namesOf(unanswered(custom, { auth_mode: 'Confidential' }, isPublic)), ['client_secret']);
  });
});
