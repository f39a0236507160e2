import assert from 'node:assert/strict';
import { connectCommands } from '../../../src/connect/commands.js';
import { parseServers, serverId } from '../../../src/connect/settings.js';
import { ConnectServers } from '../../../src/connect/servers.js';
import type { Connect } from '../../sandbox/connect/connect.js';
import type { Role } from '../../sandbox/connect/users.js';
import { type Answer, LEAVE } from '../../unit/local/wizard/fakeDialogs.js';
import { api } from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';
import { ConnectUser, serverOf } from './connectWindow.js';

describe('Commands for integrations of Posit Connect, from the palette,', function () {
  this.timeout(60_000);
  const { start, ended } = connectsPerTest();

  async function open(connect: Connect, role: Role, ...answers: readonly Answer[]) {
    const server = serverOf(connect, { id: serverId(connect.url) });
    const window = await new ConnectUser(ended, connect).open(role, server);
    await window.signInToServer();
    const { dialogs, source, catalog, log } = window;
    dialogs.willAnswer(...answers);
    const notUsed = () => assert.fail('this is not used');
    let setting: unknown = [{ name: 'Analytics', url: connect.url, default: true }];
    const isListed = () => parseServers(setting).servers.length > 0;
    const servers = new ConnectServers({
      read: () => ({ servers: isListed() ? [server] : [], invalid: [] }),
      onDidChange: () => ({ dispose: () => undefined }),
      create: () => source,
      show: () => ({ dispose: () => undefined }),
    });
    const listed = async () => {
      await window.refreshers.refresh();
      return catalog.integrations;
    };
    const commands = connectCommands({
      ...{ dialogs, servers, listed, log, relay: undefined },
      ...{ clock: { now: () => Date.now(), setTimeout: notUsed }, http: notUsed, prefills: notUsed, signIn: notUsed },
      settings: {
        read: () => setting,
        write: (value) => Promise.resolve(void (setting = value)),
        origin: () => 'user',
      },
      knownServers: notUsed,
    });
    return { commands, dialogs, window, setting: () => setting };
  }

  it('ask which integration is meant, and act on it', async () => {
    const connect = await start();
    const { commands, dialogs } = await open(connect, 'administrator', 'GitHub', 'Delete', 'Weather', 'Name', 'Rain');
    await commands.deleteConnectIntegration();
    assert.ok(!connect.integrations.some(({ name }) => name === 'GitHub'));
    await commands.editConnectIntegration();
    assert.ok(connect.integrations.some(({ name }) => name === 'Rain'));
    assert.deepEqual(dialogs.left, []);
  });

  it('name the server of each integration, and find one that has just been created', async () => {
    const connect = await start();
    const { commands, dialogs } = await open(connect, 'publisher', 'Brand new');
    const config = { client_id: 'a', client_secret: 'a-secret-of-the-test' };
    connect.addIntegration({ template: 'github', name: 'Brand new', config });
    // The user then leaves the search for content.
    dialogs.search = () => {
      assert.ok(dialogs.choices.every(({ description }) => description === 'Analytics'));
      return Promise.resolve(undefined);
    };
    await commands.associateWithContent();
    assert.deepEqual(dialogs.left, []);
  });

  it('remove a server with all that is stored, once that is confirmed', async () => {
    const connect = await start({ revocation: true });
    const { commands, dialogs, window, setting } = await open(connect, 'publisher', 'Analytics', LEAVE);
    const token = await window.source.signedIn.credential();
    const status = async () => (await api(connect, '/v1/user', { token: token.value.reveal() })).status;
    await commands.removeConnectServer();
    assert.equal(await status(), 200);
    dialogs.willAnswer('Analytics', 'Remove');
    await commands.removeConnectServer();
    assert.deepEqual([setting(), await window.source.signedIn.stored(), await status()], [[], undefined, 401]);
  });

  it('say which role is required if there are none', async () => {
    const connect = await start();
    const { commands, dialogs } = await open(connect, 'publisher');
    await commands.editConnectIntegration();
    assert.match(dialogs.told.join(), /no integrations for this\. .* role administrator/);
    assert.deepEqual(dialogs.asked, []);
  });
});
