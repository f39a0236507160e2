import assert from 'node:assert/strict';
import type { Connect } from '../../sandbox/connect/connect.js';
import { api, list, member, refusal, text } from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';

const contentGuid = ({ content }: Connect, name: string) => content.find((each) => each.name === name)?.guid ?? '';
const pathOf = (guid: string) => `/v1/content/${guid}/oauth/integrations/associations`;
const bodyOf = (...guids: string[]) => guids.map((guid) => ({ oauth_integration_guid: guid }));

describe("The embedded Connect's content", function () {
  this.timeout(30_000);
  const { start } = connectsPerTest();

  it('is seen by its owner and collaborators, and by administrators', async () => {
    const connect = await start();
    const seen = async (key: string) =>
      list((await api(connect, '/v1/content', { key })).body).map((each) => [
        text(each, 'name'),
        text(each, 'app_role'),
      ]);
    const { viewer, publisher, administrator } = connect.apiKeys;
    assert.deepEqual(await seen(viewer), []);
    assert.deepEqual(await seen(publisher), [
      ['sales-dashboard', 'owner'],
      ['forecast-api', 'owner'],
      ['churn-report', 'owner'],
      ['usage-report', 'editor'],
    ]);
    assert.equal((await seen(administrator)).length, connect.content.length);
    const audit = await api(connect, `/v1/content/${contentGuid(connect, 'audit')}`, { key: publisher });
    assert.deepEqual(refusal(audit), [404, 4]);
  });

  it('is found by its name and its title, page by page', async () => {
    const connect = await start();
    const search = async (query: string) =>
      (await api(connect, `/v1/search/content?${query}`, { key: connect.apiKeys.publisher })).body;
    assert.equal(member(await search('q=SALES'), 'total'), 1);
    const second = await search('page_number=2&page_size=3');
    assert.deepEqual([member(second, 'current_page'), member(second, 'total')], [2, 4]);
    assert.equal(list(member(second, 'results')).length, 1);
  });

  describe('is associated with integrations', () => {
    it('by its owner; a new list replaces the old one, and an empty list clears it', async () => {
      const connect = await start();
      const { publisher, administrator } = connect.apiKeys;
      const content = contentGuid(connect, 'sales-dashboard');
      const [first, second, third] = connect.integrations.map(({ guid }) => guid);
      const put = (...guids: (string | undefined)[]) =>
        api(connect, pathOf(content), {
          ...{ key: publisher, method: 'PUT', json: bodyOf(...guids.map((guid) => guid ?? '')) },
        });
      const associated = async () => list((await api(connect, pathOf(content), { key: publisher })).body);
      assert.equal((await put(first, second)).status, 204);
      const [one] = await associated();
      assert.deepEqual(
        ['app_guid', 'content_guid', 'oauth_integration_guid', 'oauth_integration_name'].map((name) =>
          member(one, name),
        ),
        [content, content, first, 'Sales API'],
      );
      assert.deepEqual(
        ['oauth_integration_template', 'oauth_integration_auth_type'].map((name) => member(one, name)),
        ['custom', 'Viewer'],
      );
      await put(third, second);
      const guids = (await associated()).map((each) => text(each, 'oauth_integration_guid'));
      assert.deepEqual(guids, [third, second]);
      const of = await api(connect, `/v1/oauth/integrations/${second ?? ''}/associations`, { key: administrator });
      assert.deepEqual(
        list(of.body).map((each) => text(each, 'content_guid')),
        [content],
      );
      const integration = await api(connect, `/v1/oauth/integrations/${second ?? ''}`, { key: administrator });
      assert.equal(member(integration.body, 'content_count'), 1);
      await put();
      assert.deepEqual(await associated(), []);
    });

    it('until the integration is deleted', async () => {
      const connect = await start();
      const [integration] = connect.integrations;
      connect.associate(contentGuid(connect, 'audit'), [integration?.guid ?? '']);
      const options = { key: connect.apiKeys.administrator, method: 'DELETE' };
      await api(connect, `/v1/oauth/integrations/${integration?.guid ?? ''}`, options);
      assert.deepEqual(connect.content.find(({ name }) => name === 'audit')?.integrations, []);
    });

    it('but not by collaborators, and not by viewers', async () => {
      const connect = await start();
      const { viewer, publisher } = connect.apiKeys;
      const json = bodyOf(connect.integrations[0]?.guid ?? '');
      const of = (name: string, key: string) =>
        api(connect, pathOf(contentGuid(connect, name)), { key, method: 'PUT', json });
      assert.deepEqual(refusal(await of('usage-report', publisher)), [403, 22]);
      assert.deepEqual(refusal(await of('audit', publisher)), [404, 4]);
      assert.deepEqual(refusal(await of('sales-dashboard', viewer)), [403, 22]);
    });

    it('but with none twice, and with none that does not exist', async () => {
      const connect = await start();
      const guid = connect.integrations[0]?.guid ?? '';
      const put = (json: unknown) =>
        api(connect, pathOf(contentGuid(connect, 'sales-dashboard')), {
          ...{ key: connect.apiKeys.publisher, method: 'PUT', json },
        });
      assert.deepEqual(refusal(await put(bodyOf(guid, guid))), [400, 258]);
      assert.deepEqual(refusal(await put(bodyOf('00000000-0000-4000-8000-000000000000'))), [400, 207]);
      assert.deepEqual(refusal(await put(bodyOf('no GUID'))), [400, 3]);
      assert.deepEqual(refusal(await put({ oauth_integration_guid: guid })), [400, 2]);
    });

    it('but with several only from 2025.07 on', async () => {
      const connect = await start({ version: '2025.06.0' });
      const json = bodyOf(...connect.integrations.slice(0, 2).map(({ guid }) => guid));
      const options = { key: connect.apiKeys.publisher, method: 'PUT', json };
      const answer = await api(connect, pathOf(contentGuid(connect, 'sales-dashboard')), options);
      assert.deepEqual(refusal(answer), [400, 208]);
    });
  });
});
