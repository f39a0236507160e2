import assert from 'node:assert/strict';
import { connectCommands } from '../../../src/connect/commands.js';
import { ConnectServers } from '../../../src/connect/servers.js';
import type { Connect } from '../../sandbox/connect/connect.js';
import type { Role } from '../../sandbox/connect/users.js';
import type { Answer } from '../../unit/local/wizard/fakeDialogs.js';
import { connectsPerTest } from './connectsPerTest.js';
import { ConnectUser, serverOf } from './connectWindow.js';

describe('Commands for integrations of Posit Connect, from the palette,', function () {
  this.timeout(60_000);
  const { start, ended } = connectsPerTest();

  async function open(connect: Connect, role: Role, ...answers: readonly Answer[]) {
    const window = await new ConnectUser(ended, connect).open(role);
    await window.signInToServer();
    const { dialogs, source, catalog, log } = window;
    dialogs.willAnswer(...answers);
    const notUsed = () => assert.fail('this is not used');
    const servers = new ConnectServers({
      read: () => ({ servers: [serverOf(connect)], invalid: [] }),
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
      settings: { read: notUsed, write: notUsed, origin: () => 'user' },
      knownServers: notUsed,
    });
    return { commands, dialogs };
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

  it('say which role is required if there are none', async () => {
    const connect = await start();
    const { commands, dialogs } = await open(connect, 'publisher');
    await commands.editConnectIntegration();
    assert.match(dialogs.told.join(), /no integrations for this\. .* role administrator/);
    assert.deepEqual(dialogs.asked, []);
  });
});
