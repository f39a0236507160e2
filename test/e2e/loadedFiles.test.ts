import assert from 'node:assert/strict';
import { endedAfterAll } from '../ended.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { startSandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import { startJourney, type Journey } from './journey.js';
import { LoadedFiles } from './loadedFiles.js';
import { signInInBrowser, startLocalJourney, startReachableProvider } from './localJourney.js';

/** What the first rows need. */
const ROWS = [
  'src/extension.ts',
  'src/http/undici.ts',
  'src/wiring/extras.ts',
  'src/wiring/window.ts',
  'src/wiring/workbenchSource.ts',
];

/** What a window has loaded, as it grows. */
function growing(loaded: LoadedFiles, journey: () => Journey) {
  let before: readonly string[] = [];
  /** The modules that have been loaded since the last call. */
  return async (): Promise<string[]> => {
    const now = await loaded.modules(journey());
    const added = now.filter((module) => !before.includes(module));
    before = now;
    return added;
  };
}

describe('A window in a Workbench session loads', () => {
  const ended = endedAfterAll();
  const loaded = new LoadedFiles();
  let journey: Journey;
  const added = growing(loaded, () => journey);

  before(async () => {
    ended(() => loaded.remove());
    const sandbox = await startSandbox();
    ended(() => sandbox.stop());
    const env = { ...sandbox.env, ...loaded.env };
    journey = await startJourney({ env, opensView: false, extensions: [await loaded.package()] });
    ended(() => journey.end());
  });

  it('one file when it opens', async () => {
    assert.deepEqual(await added(), ['src/extension.ts']);
  });

  it('the client of the session for the first rows, and nothing of local integrations', async () => {
    await journey.window.openView('Available Credentials');
    await journey.window.row('GitHub').waitFor();
    assert.deepEqual(await added(), ROWS.slice(1));
  });

  it('snippets when one is copied', async () => {
    const { window } = journey;
    await window.clearClipboard();
    await window.chooseFromMenu(window.row('Sales API'), 'Copy Python Snippet');
    await until('it is copied', async () => (await window.clipboardText()) !== '');
    assert.deepEqual(await added(), ['src/snippets/handlebars.ts', 'src/wiring/commands.ts', 'src/wiring/snippets.ts']);
  });

  it('what signs in when the user signs in', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('GitHub'), 'Sign In'));
    await tab.close();
    assert.deepEqual(await added(), ['src/wiring/signInAndOut.ts', 'src/workbench/signInPage.ts']);
  });

  it('the diagnostics when they are shown', async () => {
    const { window } = journey;
    await window.runCommand('Posit Workbench: Show Available Credentials Diagnostics');
    await window.editor.activeTab('Available Credentials Diagnostics.txt').waitFor();
    assert.deepEqual(await added(), [
      'src/wiring/diagnostics.ts',
      'src/wiring/localSource.ts',
      'src/wiring/terminals.ts',
      'src/wiring/tokenStorage.ts',
      'src/workbench/diagnostics.ts',
    ]);
  });
});

describe('A window with a local integration loads', () => {
  const ended = endedAfterAll();
  const loaded = new LoadedFiles();
  let provider: RunningProvider;
  let journey: Journey;
  const added = growing(loaded, () => journey);

  before(async () => {
    ended(() => loaded.remove());
    provider = await startReachableProvider();
    ended(() => provider.stop());
    const entry = {
      name: 'reports',
      issuer: provider.issuer,
      scopes: ['openid'],
    };
    const extensions = [await loaded.package()];
    journey = await startLocalJourney([entry], { env: loaded.env, extensions });
    ended(() => journey.end());
  });

  it('the local source and the broker, and no OAuth library', async () => {
    await journey.window.row('reports').waitFor();
    const modules = await added();
    assert.ok(modules.includes('src/wiring/localSource.ts'), modules.join());
    assert.ok(modules.includes('src/broker/createBroker.ts'), modules.join());
    assert.deepEqual(
      modules.filter((module) => /oauth|signInFlows|wizard|local\/commands|diagnostics|snippets/.test(module)),
      [],
    );
  });

  it('OAuth when the user signs in', async () => {
    const tab = await signInInBrowser(journey, 'reports', provider);
    await journey.window.rowWithIcon('reports', 'key').waitFor();
    await tab.close();
    const modules = await added();
    assert.ok(modules.includes('src/signIn/signInFlows.ts'), modules.join());
    assert.ok(modules.includes('src/oauth/oauth4webapi.ts'), modules.join());
  });

  it('the wizards when one is started', async () => {
    const { window } = journey;
    await window.runCommand('Posit Workbench: Add Integration…');
    await window.quickInput.items();
    await window.quickInput.cancel();
    const modules = await added();
    assert.ok(modules.includes('src/local/commands.ts'), modules.join());
  });
});
