import assert from 'node:assert/strict';
import type { ConnectIntegration } from '../../../src/connect/api/integrations.js';
import { Secret } from '../../../src/core/secret.js';
import { apiKey, apiOf, failureOf, NEVER, openApi } from './apiBench.js';
import { connectsPerTest } from './connectsPerTest.js';

const CUSTOM = {
  ...{ auth_type: 'Viewer', auth_mode: 'Confidential', client_id: 'one' },
  ...{ authorization_uri: 'https://as.example/authorize', token_uri: 'https://as.example/token' },
};

describe("The client of Posit Connect's API", function () {
  this.timeout(30_000);
  const connects = connectsPerTest();
  const { start, ended } = connects;
  const named = (list: readonly ConnectIntegration[], name: string) => {
    const found = list.find((each) => each.name === name);
    assert.ok(found);
    return found;
  };

  it('reads the user, the settings and the templates', async () => {
    const api = (await apiOf(connects, { basePath: '/rsc' })).as('publisher');
    const { username, email, role } = await api.user(NEVER);
    assert.deepEqual(
      { username, email, role },
      { username: 'publisher', email: 'publisher@example.com', role: 'publisher' },
    );
    assert.deepEqual(await api.serverSettings(NEVER), { version: '2026.07.0', isLicensed: true, isEnabled: true });
    const templates = await api.templates(NEVER);
    assert.equal(templates.length, 15);
    assert.ok(templates.every(({ inputs }) => inputs.length > 0));
  });

  for (const authTypes of ['member', 'config', 'none'] as const) {
    it(`reads integrations of a server that has their authentication type here: ${authTypes}`, async () => {
      const list = await (await apiOf(connects, { authTypes })).as('publisher').integrations(NEVER);
      assert.equal(list.length, 7);
      const expected = authTypes === 'none' ? undefined : 'Service Account';
      assert.equal(named(list, 'Nightly jobs').authType, expected);
      assert.equal(named(list, 'Connect API').authType, 'Visitor API Key');
    });
  }

  it('reads, creates, changes and deletes integrations', async () => {
    const { connect, as } = await apiOf(connects);
    const api = as('administrator');
    const secret = new Secret('canary-of-a-client-secret');
    const config = { ...CUSTOM, client_secret: secret };
    const created = await api.createIntegration({ template: 'custom', name: 'New', config }, NEVER);
    assert.deepEqual([created.name, created.contentCount, created.config['client_id']], ['New', 0, 'one']);
    assert.ok(connect.secrets.includes(secret.reveal()));
    const changed = await api.changeIntegration(created.guid, { name: 'Newer', config: { scopes: 'a' } }, NEVER);
    assert.deepEqual([changed.name, changed.config['scopes'], changed.config['client_id']], ['Newer', 'a', 'one']);
    const userGuid = (await api.user(NEVER)).guid;
    const permissions = [{ userGuid, groupGuid: undefined }];
    assert.deepEqual((await api.changeIntegration(created.guid, { permissions }, NEVER)).permissions, permissions);
    assert.deepEqual((await api.changeIntegration(created.guid, { permissions: [] }, NEVER)).permissions, []);
    await api.deleteIntegration(created.guid, NEVER);
    const error = await failureOf(api.integration(created.guid, NEVER), connect);
    assert.deepEqual([error.problem, error.code], ['missing', 4]);
  });

  it('verifies service accounts', async () => {
    const { connect, as } = await apiOf(connects);
    const list = await as('administrator').integrations(NEVER);
    await as('administrator').verifyIntegration(named(list, 'Nightly jobs').guid, NEVER);
    const error = await failureOf(as('administrator').verifyIntegration(named(list, 'Weather').guid, NEVER), connect);
    assert.deepEqual([error.problem, error.code], ['rejected', 240]);
  });

  it('reads and deletes sessions', async () => {
    const { connect, as } = await apiOf(connects);
    const [integration] = connect.integrations;
    assert.ok(integration);
    const guid = connect.addSession('viewer', integration.guid, false);
    connect.addSession('publisher', integration.guid);
    const [session, ...others] = await as('viewer').sessions(NEVER);
    assert.deepEqual(
      [session?.guid, session?.integrationGuid, session?.hasRefreshToken],
      [guid, integration.guid, false],
    );
    assert.equal(others.length, 0);
    await as('viewer').deleteSession(guid, NEVER);
    assert.deepEqual(await as('viewer').sessions(NEVER), []);
  });

  it('searches content, and reads and replaces its associations', async () => {
    const { connect, as } = await apiOf(connects);
    const api = as('publisher');
    const [one, two] = connect.integrations;
    assert.ok(one && two);
    const { items, total } = await api.searchContent('SALES', NEVER);
    const [content] = items;
    assert.deepEqual(
      [total, content?.title, content?.role, content?.ownerName],
      [1, 'Sales dashboard', 'owner', 'publisher'],
    );
    assert.equal((await api.searchContent('', NEVER, 2)).items.length, 0);
    assert.ok(content);
    await api.associate(content.guid, [one.guid, two.guid], NEVER);
    const associations = await api.associations(content.guid, NEVER);
    assert.deepEqual(
      associations.map(({ integrationGuid }) => integrationGuid),
      [one.guid, two.guid],
    );
    assert.equal(associations[0]?.authType, 'Viewer');
    const using = await as('administrator').integrationAssociations(one.guid, NEVER);
    assert.deepEqual(
      using.map(({ contentGuid }) => contentGuid),
      [content.guid],
    );
    await api.associate(content.guid, [], NEVER);
    assert.deepEqual(await api.associations(content.guid, NEVER), []);
  });

  it('asks once for another credential if one is not accepted', async () => {
    const { connect, as } = await apiOf(connects);
    const asked: (string | undefined)[] = [];
    const good = apiKey(connect.apiKeys.viewer);
    const api = as((rejected) => {
      asked.push(rejected && 'rejected');
      return Promise.resolve(rejected ? good : apiKey('x'.repeat(32)));
    });
    assert.equal((await api.user(NEVER)).username, 'viewer');
    assert.deepEqual(asked, [undefined, 'rejected']);
    assert.deepEqual(
      connect.requests.map(({ status }) => status),
      [401, 200],
    );
  });

  it('does not repeat the call with the same credential, nor ask a third time', async () => {
    const { connect, as } = await apiOf(connects);
    const error = await failureOf(as(apiKey('x'.repeat(32))).user(NEVER), connect);
    assert.deepEqual([error.problem, error.failure, error.code], ['credential', 'authorization', 30]);
    assert.equal(connect.requests.length, 1);
    let count = 0;
    await failureOf(as(() => Promise.resolve(apiKey(String(count++).padStart(32, 'x')))).user(NEVER), connect);
    assert.deepEqual([connect.requests.length, count], [3, 2]);
  });

  it('sends a correlation ID with each request, which the log and the failure have', async () => {
    const { connect, log, as } = await apiOf(connects);
    const api = as('viewer');
    await api.user(NEVER);
    const error = await failureOf(api.integrations(NEVER), connect);
    const ids = connect.requests.map(({ correlationId }) => correlationId ?? '');
    assert.equal(new Set(ids).size, 2);
    ids.forEach((id) => assert.ok(log.lines.some((line) => line.includes(id))));
    assert.deepEqual(api.lastFailure, {
      ...{ correlationId: ids[1], method: 'GET', path: '/v1/oauth/integrations', status: 403, code: 22 },
    });
    assert.ok(String(error.cause).includes(ids[1] ?? ''));
  });

  it('reaches a cluster with a private CA', async () => {
    const connect = await start({ tls: true, cluster: true });
    const { as } = openApi(connect, ended, { caCertificate: connect.ca });
    assert.equal((await as('viewer').user(NEVER)).username, 'viewer');
    const { as: insecure } = openApi(connect, ended, { insecure: true });
    assert.equal((await insecure('viewer').user(NEVER)).username, 'viewer');
  });

  it('ends when its signal is aborted', async () => {
    const { connect, as } = await apiOf(connects);
    const reason = new Error('Cancelled');
    const stop = new AbortController();
    connect.intercept(() => {
      stop.abort(reason);
      return true;
    });
    await assert.rejects(as('viewer').user(stop.signal), (error) => error === reason);
  });
});
