import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import { WritableListSetting } from '../../src/ui/writableListSetting.js';
import { until } from '../until.js';

describe('a terminal of the profile As on Posit Connect', () => {
  const integrations = new WritableListSetting('integrations');

  before(() => integrations.write([{ name: 'a', issuer: 'https://issuer.invalid' }]));
  after(() => integrations.write(undefined));

  it('comes to the front, before another terminal', async () => {
    const other = window.createTerminal('other');
    try {
      other.show();
      await until('the other one is in front', () => window.activeTerminal === other);
      await commands.executeCommand('workbench.action.terminal.newWithProfile', {
        config: {
          extensionIdentifier: 'open-credentials.available-credentials',
          ...{ id: 'availableCredentials.contentTerminal', title: 'As on Posit Connect' },
        },
      });
      await until('the new one is in front', () => window.activeTerminal?.name === 'As on Posit Connect');
      assert.equal(window.terminals.filter(({ name }) => name === 'As on Posit Connect').length, 1);
    } finally {
      other.dispose();
      window.terminals.filter(({ name }) => name === 'As on Posit Connect').forEach((each) => each.dispose());
    }
  });
});
