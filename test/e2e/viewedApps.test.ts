import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { ViewerProxy } from '../../src/broker/viewer/viewerProxy.js';
import { revealed } from '../../src/core/secret.js';
import { pythonForAll } from '../clients/pythonClients.js';
import { launchBrowser } from '../editor/browser.js';
import { ensureEditor } from '../editor/install.js';
import { freePort } from '../editor/port.js';
import { endedAfterAll } from '../ended.js';
import { type BrokerWindow, startLocalBroker } from '../integration/broker/brokerWindow.js';
import { entry } from '../integration/local/localEntries.js';
import { LocalUser } from '../integration/local/localWindow.js';
import { person } from '../integration/local/signingIn.js';
import { rpc } from '../integration/handMadeRpc.js';
import { ProcessGroup } from '../processGroup.js';
import { type RunningProvider, startProvider } from '../sandbox/authorizationServer.js';

const APPS = path.join(import.meta.dirname, '../clients/apps');

/** Milliseconds in which an app has started, on a machine that is busy. */
const START_TIME = 120_000;

/** How the apps are started, by the names of their frameworks. */
const FRAMEWORKS: Readonly<Record<string, (port: number) => readonly string[]>> = {
  shiny: (port) => ['-m', 'shiny', 'run', '--port', String(port), 'shiny_app.py'],
  streamlit: (port) => [
    ...['-m', 'streamlit', 'run', 'streamlit_app.py', '--server.port', String(port)],
    ...['--server.headless', 'true', '--browser.gatherUsageStats', 'false', '--server.address', '127.0.0.1'],
  ],
  fastapi: (port) => ['-m', 'uvicorn', '--port', String(port), 'fastapi_app:app'],
  dash: (port) => ['dash_app.py', String(port)],
};

// Only a browser runs the pages of these frameworks, which read the headers of the WebSockets that the pages open.
describe('Apps of unmodified frameworks, opened as a viewer, show the viewer and a token of an integration:', function () {
  this.timeout(300_000);
  const python = pythonForAll('apps.txt');
  const ended = endedAfterAll();
  let provider: RunningProvider;
  let broker: BrokerWindow;
  let browser: BrowserContext;

  before(async () => {
    provider = await startProvider();
    ended(() => provider.stop());
    const user = new LocalUser(ended, [entry(provider, provider.clients.public)], () => provider.secrets);
    const started = await startLocalBroker(ended, user, { visit: person(provider) });
    broker = started.broker;
    await rpc(broker.environment, 'oauth_integrations');
    const guid = broker.guidOf('reports');
    await rpc(broker.environment, 'oauth_sign_in', { kwparams: { uuid: guid, open: true } });
    await started.window.turns('reports', 'authenticated');
    const use = { guid, answeredBy: guid, name: 'reports', template: 'custom', authType: 'Viewer', since: 0 } as const;
    await broker.contentUses.add(use);
    const launched = await launchBrowser(await ensureEditor(console.log), 'http://127.0.0.1');
    ended(() => launched.close());
    browser = launched.context;
  });

  /** Starts an app as content at a port. */
  function start(args: readonly string[]): ProcessGroup {
    const content = revealed(broker.broker.requestedVariables('connect') ?? assert.fail('There is no broker'));
    const env = {
      ...process.env,
      ...content,
      PYTHONDONTWRITEBYTECODE: '1',
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
    };
    const app = new ProcessGroup(python(), [...args], { cwd: APPS, env });
    ended(() => app.end());
    return app;
  }

  async function open(port: number, username: string): Promise<Page> {
    const proxy = await ViewerProxy.start({
      port,
      headers: () => revealed(broker.broker.viewerHeaders({ username, groups: [] }) ?? {}),
      externalUrl: (url) => Promise.resolve(url),
      log: broker.log,
    });
    ended(() => proxy.dispose());
    const page = await browser.newPage();
    await page.goto(await proxy.link());
    return page;
  }

  /** Checks what a page shows, once it does. */
  async function assertShows(page: Page, username: string): Promise<void> {
    const text = page.getByText(/^viewer .+ token [0-9a-f]{64}$/);
    await text.waitFor({ timeout: START_TIME });
    const [, shown, digest] = /^viewer (.+) token (\w+)$/.exec((await text.textContent()) ?? '') ?? [];
    assert.equal(shown, username);
    const token = provider.secrets.find((each) => createHash('sha256').update(each).digest('hex') === digest);
    assert.equal(await provider.isActive(token ?? ''), true, 'It is no token of the provider that is good');
  }

  for (const [name, argsAt] of Object.entries(FRAMEWORKS)) {
    it(`${name}, also after the page and the app were loaded again`, async () => {
      const port = await freePort();
      const app = start(argsAt(port));
      const page = await open(port, 'Ada Lovelace');
      await assertShows(page, 'Ada Lovelace');
      await page.reload();
      await assertShows(page, 'Ada Lovelace');
      await app.end();
      start(argsAt(port));
      await page.reload();
      await assertShows(page, 'Ada Lovelace');
      await page.close();
    });
  }
});
