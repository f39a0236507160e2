import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commands, type Extension, extensions } from 'vscode';
import { runtimeParent } from '../../src/broker/runtimeFolder.js';
import { WritableListSetting } from '../../src/ui/writableListSetting.js';
import { until } from '../until.js';
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

  it('exports nothing to other extensions', () => {
    assert.equal(extension.exports, undefined);
  });

  /** The modules of ours by which the files that are loaded are entered, as `test:host` has them built. */
  async function loaded(): Promise<string[]> {
    const folder = path.join(extension.extensionPath, 'dist');
    const meta = JSON.parse(await readFile(path.join(folder, 'meta.json'), 'utf8')) as {
      outputs: Readonly<Record<string, { entryPoint?: string }>>;
    };
    return Object.entries(meta.outputs)
      .filter(([file]) => require.cache[path.join(folder, path.basename(file))])
      .flatMap(([, { entryPoint }]) => entryPoint ?? [])
      .sort();
  }

  it('loads one file when a window opens with nothing configured', async () => {
    assert.deepEqual(await loaded(), ['src/extension.ts']);
  });

  it('starts the broker as soon as there is something to serve, and loads nothing else but what looks for Coder', async () => {
    const integrations = new WritableListSetting('integrations');
    const parent = runtimeParent(process.env, tmpdir());
    /** The folders of brokers that run. */
    const folders = async () =>
      (await readdir(parent)).filter(
        (name) => name.startsWith('available-credentials-') && existsSync(path.join(parent, name, 'rpc_cookie')),
      );
    const before = await folders();
    await integrations.write([{ name: 'a', issuer: 'https://issuer.invalid' }]);
    try {
      await until('there is a broker', async () => (await folders()).length === before.length + 1);
      assert.deepEqual(await loaded(), [
        'src/broker/createBroker.ts',
        'src/extension.ts',
        'src/wiring/coder.ts',
        'src/wiring/signInAndOut.ts',
        'src/wiring/terminals.ts',
        'src/wiring/window.ts',
      ]);
    } finally {
      await integrations.write(undefined);
    }
    await until('it has stopped', async () => (await folders()).length === before.length);
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
