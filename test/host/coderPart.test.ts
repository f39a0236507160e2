import assert from 'node:assert/strict';
import { window } from 'vscode';
import { SESSION_URL_KEY } from '../../src/core/coderVariables.js';
import { Catalog } from '../../src/core/catalog.js';
import { Emitter } from '../../src/core/emitter.js';
import { Refreshers } from '../../src/core/refreshers.js';
import { TokenStorage } from '../../src/signIn/tokenStorage.js';
import { systemClock } from '../../src/ui/adapters.js';
import { createCoder } from '../../src/wiring/coder.js';
import { endedAfterEach } from '../ended.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { FakeMemory } from '../unit/fakeMemory.js';
import { FakeSecrets } from '../unit/fakeSecrets.js';
import { until } from '../until.js';

describe('Coder in a second window', () => {
  const ended = endedAfterEach();

  it('appears and disappears with the session of the first window, once the user returns to it', async () => {
    const folder = temporaryFolder('coder-part');
    const before = process.env['CODER_CONFIG_DIR'];
    // No session of the person who runs the tests.
    process.env['CODER_CONFIG_DIR'] = folder.path;
    ended(() => {
      if (before === undefined) delete process.env['CODER_CONFIG_DIR'];
      else process.env['CODER_CONFIG_DIR'] = before;
      return folder.remove();
    });
    const log = window.createOutputChannel('Coder', { log: true });
    ended(() => log.dispose());
    const [memory, focus] = [new FakeMemory(), new Emitter<void>()];
    const catalog = new Catalog([], systemClock, log);
    ended(() => catalog.dispose());
    const refreshers = new Refreshers(catalog, { clock: systemClock, interval: () => 60_000 });
    ended(() => refreshers.dispose());
    const noEvent = () => ({ dispose: () => undefined });
    const storage = new TokenStorage({
      ...{ folder: folder.path, secrets: new FakeSecrets(), memory, clock: systemClock, log },
      redirects: {
        windowKind: 'localDesktop',
        forwardedUri: (uri) => Promise.resolve(uri),
        uri: () => assert.fail('No URI of the editor is used'),
        onDidReceive: noEvent,
      },
    });
    ended(() => storage.dispose());
    const coder = await createCoder({
      ...{ context: { globalState: memory }, log, catalog, refreshers, onDidFocus: focus.event },
      storage: () => Promise.resolve(storage),
    });
    ended(() => coder.dispose());
    const shown = () => catalog.sources.map(({ id }) => id);
    assert.deepEqual(shown(), []);
    await memory.update(SESSION_URL_KEY, 'https://coder.example.org');
    focus.fire();
    await until('Coder is shown', () => shown().length > 0);
    assert.deepEqual(shown(), ['coder']);
    await memory.update(SESSION_URL_KEY, null);
    focus.fire();
    await until('Coder is hidden', () => shown().length === 0);
  });
});
