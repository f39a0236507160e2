import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { endedAfterEach } from '../../../ended.js';
import { Content, EXCHANGE, SALES, use } from './contentCalls.js';

describe('The API of Posit Connect, as content under development sees it,', () => {
  const ended = endedAfterEach();

  it('answers what clients ask first, at paths with several slashes, too', async () => {
    const content = await Content.start(ended);
    await content.window.contentUses.add(use({ guid: SALES }));
    const guid = content.variables['CONNECT_CONTENT_GUID'] ?? '';
    const settings = await content.call('//__api__//server_settings');
    assert.match(String(settings.body['version']), /^20\d\d\.\d\d\.\d$/);
    assert.equal((await content.call('/__ping__')).status, 200);
    assert.equal((await content.call('/__api__/v1/user')).body['username'], 'Ada');
    const item = await content.call(`/__api__/v1/content/${guid}?include=owner`);
    assert.deepEqual([item.status, item.body['guid'], item.body['app_role']], [200, guid, 'owner']);
    const url = content.variables['CONNECT_SERVER'] ?? '';
    assert.ok(['content_url', 'dashboard_url'].every((name) => String(item.body[name]).startsWith(url)));
    const { body } = await content.call(`/__api__/v1/content/${guid}/oauth/integrations/associations`);
    assert.deepEqual(body, [
      {
        ...{ app_guid: guid, content_guid: guid, oauth_integration_guid: SALES },
        ...{ oauth_integration_name: 'Sales API', oauth_integration_description: '' },
        ...{ oauth_integration_template: 'custom', oauth_integration_auth_type: 'Viewer' },
        created_time: '1970-01-01T00:00:00.000Z',
      },
    ]);
  });

  it('answers everything else with 404, in the format of Connect', async () => {
    const content = await Content.start(ended);
    const other = '00000000-0000-4000-8000-000000000000';
    for (const path of [
      '/__api__/v1/users',
      '/__api__/v2/x',
      `/__api__/v1/content/${other}`,
      `/__api__/v1/content/${content.variables['CONNECT_CONTENT_GUID'] ?? ''}/permissions`,
      '/__api__/',
      '/__api__//v1',
    ]) {
      const { status, body } = await content.call(path);
      assert.deepEqual([status, body['code'], body['payload']], [404, 4, null], path);
    }
    const wrongVerbs = [await content.call(EXCHANGE), await content.call('/__api__/v1/user', { method: 'DELETE' })];
    assert.deepEqual(
      wrongVerbs.map(({ status, body }) => [status, body['error']]),
      [
        [405, 'Use POST.'],
        [405, 'Use GET.'],
      ],
    );
  });

  it('accepts only its own key, which differs from other windows’ keys and from the cookie', async () => {
    const content = await Content.start(ended);
    const other = await Content.start(ended);
    assert.match(content.key, /^[A-Za-z0-9]{32}$/);
    assert.notEqual(content.key, other.key);
    for (const key of ['', other.key, content.window.cookie, `${content.key}x`, content.contentToken]) {
      const { status, body } = await content.call('/__api__/v1/user', {}, key);
      assert.deepEqual([status, body['code'], Object.keys(body).length], [401, 30, 3]);
    }
    const bearer = { headers: { authorization: `Bearer ${content.key}` } };
    assert.equal((await content.call('/__api__/v1/user', bearer, '')).status, 401);
  });

  it('stays where it is when the window is loaded again, with the same key and tokens', async () => {
    const content = await Content.start(ended);
    const { variables } = content;
    const token = content.userToken();
    await content.window.want(false);
    assert.equal(content.window.broker.requestedVariables('connect'), undefined);
    await content.window.want(true);
    assert.deepEqual(content.variables, variables);
    assert.equal((await content.asViewer({ audience: SALES, subject_token: token })).status, 200);
  });

  it('is known only to processes that the user has started as content', async () => {
    const content = await Content.start(ended);
    assert.ok(Object.keys(content.window.environment).every((name) => !name.startsWith('CONNECT_')));
    const file = content.variables['CONNECT_CONTENT_SESSION_TOKEN_FILE'] ?? '';
    assert.equal(readFileSync(file, 'utf8'), content.contentToken);
    if (process.platform !== 'win32') {
      assert.equal(statSync(file).mode & 0o777, 0o600);
    }
    assert.deepEqual(
      ['RSTUDIO_PRODUCT', 'POSIT_PRODUCT'].map((name) => content.variables[name]),
      ['CONNECT', 'CONNECT'],
    );
    assert.equal(content.variables['CONNECT_SERVER'], `${content.window.broker.url ?? ''}/`);
  });
});
