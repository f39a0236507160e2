import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { commands, window } from 'vscode';
import { WritableListSetting } from '../../src/ui/writableListSetting.js';

describe('a terminal in which the window answers in the place of Coder', () => {
  const integrations = new WritableListSetting('integrations');

  before(() => integrations.write([{ name: 'a', issuer: 'https://issuer.invalid' }]));
  after(() => integrations.write(undefined));

  it('is opened by the command, with the variables of Coder', async () => {
    await commands.executeCommand('availableCredentials.openTerminalAsInCoder');
    const opened = window.terminals.find(({ name }) => name === 'As in Coder') ?? assert.fail('There is no terminal');
    const { shellArgs } = { shellArgs: [], ...opened.creationOptions };
    opened.dispose();
    if (process.platform !== 'win32') {
      assert.deepEqual([shellArgs].flat().slice(0, 2), ['-u', 'CODER_AGENT_TOKEN']);
    }
    const given = new Map([shellArgs].flat().map((each) => each.split(/=(.*)/s).slice(0, 2) as [string, string]));
    assert.match(given.get('CODER_AGENT_URL') ?? '', /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.ok(existsSync(given.get('CODER_AGENT_TOKEN_FILE') ?? ''));
    assert.equal(given.get('AVAILABLE_CREDENTIALS_CODER'), '1');
  });
});
