import assert from 'node:assert/strict';
import path from 'node:path';
import { commands, type Extension, extensions } from 'vscode';
import { manifestOf } from './manifest.js';

const EXTENSION_ID = 'open-credentials.available-credentials';

describe('activation', () => {
  let extension: Extension<unknown>;

  before(async () => {
    const found = extensions.getExtension(EXTENSION_ID);
    assert.ok(found);
    extension = found;
    await extension.activate();
  });

  it('succeeds outside a Workbench session', () => {
    assert.equal(extension.isActive, true);
  });

  it('hands out nothing to other extensions', () => {
    assert.equal(extension.exports, undefined);
  });

  it('loads the extension’s own file alone: neither undici nor handlebars', () => {
    const dist = path.join(extension.extensionPath, 'dist');
    const loaded = Object.keys(require.cache).filter((file) => file.startsWith(dist));
    assert.deepEqual(loaded, [path.join(dist, 'extension.cjs')]);
  });

  it('registers every command that the manifest contributes, and no other', async () => {
    const registered = (await commands.getCommands(true)).filter((id) => id.startsWith('availableCredentials.'));
    const contributed = manifestOf(extension).commands;
    // The view brings commands of its own, such as its focus.
    assert.deepEqual(
      registered.filter((id) => !id.startsWith('availableCredentials.view.')).sort(),
      contributed.sort(),
    );
  });
});
