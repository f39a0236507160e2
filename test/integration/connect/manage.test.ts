import assert from 'node:assert/strict';
import { BACK } from '../../../src/core/dialogs.js';
import { Secret } from '../../../src/core/secret.js';
import { ConnectApi } from '../../../src/connect/api/connectApi.js';
import { associateWithContent } from '../../../src/connect/manage/associate.js';
import { endedByCancelling } from '../../../src/connect/manage/cancelled.js';
import { createIntegration } from '../../../src/connect/manage/createIntegration.js';
import { deleteIntegration } from '../../../src/connect/manage/deleteIntegration.js';
import { editIntegration } from '../../../src/connect/manage/editIntegration.js';
import type { OfferedPrefill } from '../../../src/connect/manage/prefill.js';
import type { Connect } from '../../sandbox/connect/connect.js';
import type { Role } from '../../sandbox/connect/users.js';
import { type Answer, FakeDialogs, KEEP, LEAVE, Press } from '../../unit/local/wizard/fakeDialogs.js';
import { bare } from '../../host/integrations.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { directClient } from '../directClient.js';
import { rejectionOf } from '../failures.js';
import { connectsPerTest } from './connectsPerTest.js';

const SECRET = 'the-client-secret-of-the-new-one';
const TEMPLATE = 'A Template of the Server';
const WORKBENCH_URI = 'https://workbench.example.com/oauth_redirect_callback';

describe('Managing integrations of a Posit Connect server', function () {
  this.timeout(60_000);
  const { start, ended } = connectsPerTest();

  /** What a user needs who answers questions like this. */
  function user(connect: Connect, answers: readonly Answer[], role: Role = 'administrator') {
    const http = directClient();
    ended(() => http.dispose());
    const value = new Secret(connect.apiKeys[role]);
    const credential = () => Promise.resolve({ kind: 'apiKey', value, expiresAt: undefined } as const);
    const api = new ConnectApi(connect.url, { http, log: new RecordingLog(), credential });
    return { dialogs: new FakeDialogs(...answers), api };
  }

  const create = (services: ReturnType<typeof user>, connect: Connect, prefills: readonly OfferedPrefill[] = []) =>
    createIntegration({
      ...{ ...services, server: 'Analytics', redirectUri: connect.redirectUri },
      ...{ workbenchRedirectUri: WORKBENCH_URI, prefills: () => Promise.resolve(prefills) },
    });

  const found = async ({ api }: ReturnType<typeof user>, name: string) => {
    const all = await api.integrations(new AbortController().signal);
    return all.find((each) => each.name === name) ?? assert.fail(`There is no ${name}`);
  };

  const row = (guid: string, label: string) => ({ ...bare, guid, label });

  describe('creating one', () => {
    it('shows the redirect URIs, asks for what the template has, and hides secrets', async () => {
      const connect = await start();
      const services = user(connect, [
        TEMPLATE,
        'Custom',
        'Viewer',
        new Press('Copy Redirect URI of Posit Connect'),
        new Press('Copy Redirect URI of Posit Workbench'),
        KEEP,
        'Confidential',
        'my-client',
        SECRET,
        'https://login.example.com/authorize',
        'https://login.example.com/token',
        KEEP,
        'openid reports',
        'Yes',
        'Finance',
        'Figures',
        'Create',
      ]);
      assert.equal(await create(services, connect), true);
      const { config, template, description } = await found(services, 'Finance');
      assert.deepEqual(
        { template, description, client: config['client_id'], pkce: config['use_pkce'], scopes: config['scopes'] },
        { template: 'custom', description: 'Figures', client: 'my-client', pkce: true, scopes: 'openid reports' },
      );
      const { dialogs } = services;
      assert.deepEqual(dialogs.copied, [connect.redirectUri, WORKBENCH_URI]);
      assert.ok(!dialogs.asked.join('\n').includes(SECRET));
      assert.match(dialogs.asked.join('\n'), /Client secret: hidden/);
    });

    it('of a service account is not asked for what viewers need', async () => {
      const connect = await start();
      const services = user(connect, [
        TEMPLATE,
        'Custom',
        'Service Account',
        'my-client',
        SECRET,
        'https://login.example.com/token',
        KEEP,
        KEEP,
        'Nightly',
        KEEP,
        'Create',
      ]);
      await create(services, connect);
      const { config, authType } = await found(services, 'Nightly');
      assert.deepEqual([authType, config['authorization_uri']], ['Service Account', undefined]);
      assert.doesNotMatch(services.dialogs.asked.join(), /redirect URI/);
    });

    it('warns that PKCE is turned off, before anything is sent', async () => {
      const connect = await start();
      const services = user(connect, [
        TEMPLATE,
        'Custom',
        'Viewer',
        KEEP,
        'Public',
        'my-client',
        'https://login.example.com/authorize',
        'https://login.example.com/token',
        KEEP,
        'No',
        'Weak',
        KEEP,
        LEAVE,
      ]);
      assert.equal(await create(services, connect), false);
      assert.match(services.dialogs.asked.at(-1) ?? '', /Use PKCE: No.*PKCE is turned off/s);
      assert.ok(!connect.requests.some(({ method }) => method === 'POST'));
    });

    it('starts with a local integration, or with JSON', async () => {
      const connect = await start();
      const config = {
        ...{ auth_type: 'Viewer', auth_mode: 'Public', client_id: 'my-client', scopes: 'openid', use_pkce: true },
        ...{ authorization_uri: 'https://login.example.com/a', token_uri: 'https://login.example.com/t' },
      };
      const form = { template: 'custom', name: 'reports', description: undefined, config };
      const prefill = { label: 'Reports', read: () => Promise.resolve(form) };
      // The redirect URI, the values, and the question: what is known is not asked for.
      const rest = [KEEP, KEEP, 'Create'] as const;
      await create(user(connect, ['Reports', ...rest]), connect, [prefill]);
      const services = user(connect, [
        'JSON',
        '{"template": 1}',
        JSON.stringify({ template: 'custom', name: 'pasted', config }),
        ...rest,
      ]);
      await create(services, connect);
      assert.match(services.dialogs.problems.join(), /not JSON with a "template"/);
      for (const name of ['reports', 'pasted']) {
        assert.equal((await found(services, name)).config['client_id'], 'my-client');
      }
    });

    it('asks for what is only a placeholder in the JSON, and does not send it', async () => {
      const connect = await start();
      const config = { client_id: '<client ID>', client_secret: '<client secret>', scopes: 'repo' };
      const json = JSON.stringify({ template: 'github', name: 'pasted', config });
      const services = user(connect, ['JSON', json, KEEP, KEEP, 'my-client', KEEP, SECRET, KEEP, 'Create']);
      assert.equal(await create(services, connect), true);
      assert.equal(services.dialogs.problems.length, 2);
      assert.equal((await found(services, 'pasted')).config['client_id'], 'my-client');
      assert.ok(connect.secrets.includes(SECRET));
    });

    it('changes any value of the JSON, and asks for what that takes', async () => {
      const connect = await start();
      const config = {
        ...{ auth_type: 'Viewer', auth_mode: 'Public', client_id: 'my-client', scopes: 'openid', use_pkce: true },
        ...{ authorization_uri: 'https://login.example.com/a', token_uri: 'https://login.example.com/t' },
      };
      const json = JSON.stringify({ template: 'custom', name: 'pasted', config });
      const changes = ['Authentication mode', 'Confidential', SECRET, 'Name', 'changed'];
      const services = user(connect, ['JSON', json, KEEP, ...changes, KEEP, 'Create']);
      assert.equal(await create(services, connect), true);
      const { config: created } = await found(services, 'changed');
      assert.deepEqual([created['auth_mode'], created['client_id']], ['Confidential', 'my-client']);
      assert.ok(connect.secrets.includes(SECRET));
    });

    it('does nothing if the user gives up reading a local integration', async () => {
      const connect = await start();
      const services = user(connect, ['Reports']);
      const given = { label: 'Reports', read: () => Promise.resolve(undefined) };
      assert.equal(await create(services, connect, [given]), false);
    });

    it('goes back, also to another template, and loses no answer of the same', async () => {
      const connect = await start();
      const services = user(connect, [
        TEMPLATE,
        'GitHub',
        BACK,
        'Custom',
        'Viewer',
        KEEP,
        'Public',
        'my-client',
        BACK,
        KEEP,
        LEAVE,
      ]);
      assert.equal(await create(services, connect), false);
    });

    it('says what role it takes', async () => {
      const connect = await start();
      const answers: readonly Answer[] = [TEMPLATE, 'Connect API', 'Viewer', 'Mine', KEEP, 'Create'];
      const error = await rejectionOf(create(user(connect, answers, 'publisher'), connect));
      assert.match(String(error), /requires the role administrator/);
    });
  });

  it('ends without a failure when the user cancels a request, and reports others', async () => {
    const connect = await start();
    const services = user(connect, []);
    const { guid } = await found(services, 'GitHub');
    services.dialogs.cancels = true;
    await endedByCancelling(() => deleteIntegration(services, row(guid, 'GitHub')));
    await endedByCancelling(() => create(services, connect));
    services.dialogs.cancels = false;
    connect.busy = true;
    await assert.rejects(
      endedByCancelling(() => deleteIntegration(services, row(guid, 'GitHub'))),
      /busy/,
    );
  });

  describe('editing one', () => {
    it('sends only the field that has changed', async () => {
      const connect = await start();
      const services = user(connect, ['Scopes', 'repo read:org']);
      const { guid, config } = await found(services, 'GitHub');
      assert.equal(await editIntegration(services, guid), true);
      assert.deepEqual((await found(services, 'GitHub')).config, { ...config, scopes: 'repo read:org' });
    });

    it('sends nothing if nothing has changed', async () => {
      const connect = await start();
      const services = user(connect, ['Name', KEEP]);
      const { guid } = await found(services, 'GitHub');
      assert.equal(await editIntegration(services, guid), false);
      assert.deepEqual(services.dialogs.told, ['Nothing has changed.']);
      assert.ok(!connect.requests.some(({ method }) => method === 'PATCH'));
    });

    it('does not wait until the notification about it is closed', async () => {
      const connect = await start();
      const services = user(connect, ['Description', 'Other']);
      const { guid } = await found(services, 'Sales API');
      services.dialogs.tell = () => new Promise(() => undefined);
      assert.equal(await editIntegration(services, guid), true);
    });

    it('turns PKCE off only if the user confirms that', async () => {
      const connect = await start();
      const services = user(connect, ['Use PKCE', 'No', LEAVE, 'Use PKCE', 'No', 'Turn Off']);
      const { guid } = await found(services, 'Sales API');
      assert.equal(await editIntegration(services, guid), false);
      assert.match(services.dialogs.asked.at(-1) ?? '', /Turn off PKCE\?.*attacker/);
      assert.equal((await found(services, 'Sales API')).config['use_pkce'], true);
      assert.equal(await editIntegration(services, guid), true);
      assert.equal((await found(services, 'Sales API')).config['use_pkce'], false);
    });

    it('asks for a secret in a password box, and does not show the old one', async () => {
      const connect = await start();
      const services = user(connect, ['Client secret', SECRET]);
      const { guid } = await found(services, 'GitHub');
      assert.equal(await editIntegration(services, guid), true);
      assert.match(services.dialogs.asked.join('\n'), /\(hidden\)/);
      assert.ok(!services.dialogs.asked.join('\n').includes('secret-of-another-provider'));
    });
  });

  describe('deleting one', () => {
    it('says how much content uses it, and asks', async () => {
      const connect = await start();
      const [first, second] = connect.content;
      const services = user(connect, [LEAVE]);
      const { guid } = await found(services, 'GitHub');
      connect.associate(first?.guid ?? '', [guid]);
      connect.associate(second?.guid ?? '', [guid]);
      assert.equal(await deleteIntegration(services, row(guid, 'GitHub')), false);
      assert.match(services.dialogs.asked.join('\n'), /2 content items use it/);
      assert.ok(await found(services, 'GitHub'));
      services.dialogs.willAnswer('Delete');
      assert.equal(await deleteIntegration(services, row(guid, 'GitHub')), true);
      await assert.rejects(found(services, 'GitHub'));
    });
  });

  describe('associating one with content', () => {
    const guidsOf = async ({ api }: ReturnType<typeof user>, content: string) =>
      (await api.associations(content, new AbortController().signal)).map((each) => each.integrationGuid);

    it('searches, shows the change, and adds to what there is', async () => {
      const connect = await start();
      const services = user(connect, ['forecast', 'Forecast API', 'Change'], 'publisher');
      const [github, weather] = [await found(services, 'GitHub'), await found(services, 'Weather')];
      const content = connect.content.find(({ name }) => name === 'forecast-api')?.guid ?? '';
      connect.associate(content, [weather.guid]);
      await associateWithContent(services, row(github.guid, 'GitHub'));
      assert.match(services.dialogs.asked.join('\n'), /Before: Weather\nAfter: Weather, GitHub/);
      assert.deepEqual(await guidsOf(services, content), [weather.guid, github.guid]);
    });

    it('offers only content of the user, also if there is much of others', async () => {
      const connect = await start();
      for (let at = 0; at < 60; at++) {
        connect.addContent({ name: `other-${at}`, title: 'Report of others', owner: 'publisher' });
      }
      connect.addContent({ name: 'z-own', title: 'Report of mine', owner: 'administrator' });
      const services = user(connect, ['report of', LEAVE]);
      const { guid } = await found(services, 'GitHub');
      await associateWithContent(services, row(guid, 'GitHub'));
      assert.deepEqual(
        services.dialogs.choices.map(({ label }) => label),
        ['Report of mine'],
      );
    });

    it('replaces what there is on a server that allows one, and says so', async () => {
      const connect = await start({ version: '2025.06.0', oauth: false });
      const services = user(connect, ['forecast', 'Forecast API', 'Change'], 'publisher');
      const [github, weather] = [await found(services, 'GitHub'), await found(services, 'Weather')];
      const content = connect.content.find(({ name }) => name === 'forecast-api')?.guid ?? '';
      connect.associate(content, [weather.guid]);
      await associateWithContent(services, row(github.guid, 'GitHub'));
      assert.match(services.dialogs.asked.join('\n'), /allows one integration for each content item/);
      assert.deepEqual(await guidsOf(services, content), [github.guid]);
    });

    it('explains that only the owner may do it', async () => {
      const connect = await start();
      const services = user(connect, ['usage', 'Usage report', 'Change'], 'publisher');
      const { guid } = await found(services, 'GitHub');
      connect.intercept((request, response, path) => {
        const isPut = request.method === 'PUT' && path.includes('/associations');
        if (isPut) {
          response.writeHead(403, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ code: 22, error: 'no', payload: null }));
        }
        return isPut;
      });
      const error = await rejectionOf(associateWithContent(services, row(guid, 'GitHub')));
      assert.match(String(error), /only the owner of the content/);
    });
  });
});
