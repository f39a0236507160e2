import assert from 'node:assert/strict';
import { workspace } from 'vscode';
import { WritableListSetting } from '../../src/ui/writableListSetting.js';

describe('a setting that is a list', () => {
  const setting = new WritableListSetting('integrations');

  afterEach(() => setting.write(undefined));

  it('is empty at first, and the user’s', () => {
    assert.deepEqual([setting.read(), setting.origin()], [[], 'user']);
  });

  it('is written to the user’s own settings, and read from there', async () => {
    await setting.write([{ name: 'a' }]);
    assert.deepEqual([setting.read(), setting.origin()], [[{ name: 'a' }], 'user']);
    const inspected = workspace.getConfiguration('availableCredentials').inspect('integrations');
    assert.deepEqual([inspected?.globalValue, inspected?.workspaceValue], [[{ name: 'a' }], undefined]);
    await setting.write([]);
    assert.deepEqual(setting.read(), []);
  });

  it('is read unchanged, even if it is not a list', async () => {
    await setting.write('wrong');
    assert.deepEqual([setting.read(), setting.origin()], ['wrong', 'user']);
  });

  it('can’t be set by a workspace', async () => {
    const configuration = workspace.getConfiguration('availableCredentials');
    await assert.rejects(async () => configuration.update('integrations', [{ name: 'w' }], false));
    assert.deepEqual(setting.read(), []);
  });

  it('reports its own changes, but not those of other settings', async () => {
    let changes = 0;
    const subscription = setting.onDidChange(() => (changes += 1));
    try {
      await setting.write([{ name: 'a' }]);
      assert.equal(changes, 1);
      const other = workspace.getConfiguration('availableCredentials');
      await other.update('refreshIntervalSeconds', 60, true);
      await other.update('refreshIntervalSeconds', undefined, true);
      assert.equal(changes, 1);
      await setting.write([{ name: 'b' }]);
      assert.equal(changes, 2);
    } finally {
      subscription.dispose();
    }
    await setting.write([]);
    assert.equal(changes, 2);
  });
});
