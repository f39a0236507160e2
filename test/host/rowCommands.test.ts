import assert from 'node:assert/strict';
import { commands, env, window } from 'vscode';
import { Catalog } from '../../src/core/catalog.js';
import { CredentialError } from '../../src/core/errors.js';
import { rowCommands } from '../../src/ui/rowCommands.js';
import { detailsOf } from '../../src/ui/details.js';
import { IntegrationRow, SourceRow } from '../../src/ui/rows.js';
import { FakeSource, listed } from '../unit/core/fakeSource.js';
import { FakeClock } from '../unit/fakeClock.js';
import { until } from '../until.js';
import { complete } from './integrations.js';

describe('the commands of rows', () => {
  let shown = 0;
  const told: string[] = [];
  const notify = (message: string) => Promise.resolve(void told.push(message));
  const log = window.createOutputChannel('Commands of rows under test', { log: true });
  const source = new FakeSource();
  const catalog = new Catalog([source], new FakeClock(), log);
  const handlers = rowCommands({
    catalog,
    view: { showAndRefresh: () => catalog.refresh(source, new AbortController().signal) },
    notify: { information: notify, warning: notify, error: notify },
    log: { show: () => (shown += 1) },
  });
  const run = (name: string, row?: unknown) => Promise.resolve(handlers[name]?.(row as never));

  beforeEach(async () => {
    shown = 0;
    await env.clipboard.writeText('before');
  });

  it('copy a value as it was received', async () => {
    const detail = detailsOf({ ...complete, issuer: 'https://a\u200b.example' }).find(
      ({ label }) => label === 'Issuer',
    );
    await run('copyValue', detail);
    assert.equal(await env.clipboard.readText(), 'https://a\u200b.example');
  });

  it('copy what is known of an integration, with what is wrong with it', async () => {
    await run('copyDetails', new IntegrationRow({ ...complete, tokenUrl: undefined }));
    assert.deepEqual((await env.clipboard.readText()).split('\n'), [
      'Complete',
      'Configuration error',
      'no uid',
      `Integration ID: ${complete.guid ?? ''}`,
      'Issuer: https://issuer.example',
      'Client ID: client',
      'Scopes: openid a b',
      'Auth URL: https://issuer.example/auth',
    ]);
  });

  it('copy why a source has no integrations', async () => {
    const error = new CredentialError('network', 'It cannot be reached.');
    const source = { id: 'a', label: 'A', integrations: undefined, staleSince: undefined, error };
    await run('copyDetails', new SourceRow(source));
    assert.equal(await env.clipboard.readText(), 'A\nIt cannot be reached.');
  });

  it('show the log', async () => {
    await run('showLogOfRow', new IntegrationRow(complete));
    assert.equal(shown, 1);
  });

  after(() => {
    catalog.dispose();
    log.dispose();
  });

  describe('from the palette', () => {
    afterEach(() => commands.executeCommand('workbench.action.closeQuickOpen'));

    /** Runs a command, and accepts what its pickers offer first until it ends. */
    const accepting = async (name: string) => {
      let isDone = false;
      const ending = run(name).finally(() => (isDone = true));
      // It is awaited only at the end.
      ending.catch(() => undefined);
      await until('the command ends', async () => {
        await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return isDone;
      });
      await ending;
      return env.clipboard.readText();
    };

    it('ask for the integration, and for the value where several can be copied', async () => {
      source.listed = [listed({ issuer: undefined })];
      assert.equal(await accepting('copyValue'), 'guid-1');
      assert.equal((await accepting('copyDetails')).split('\n')[0], 'GitHub');
    });

    it('say so where there is no integration', async () => {
      source.listed = [];
      await catalog.refresh(source, new AbortController().signal);
      await run('copyValue');
      await run('copyDetails');
      assert.deepEqual([told.length, await env.clipboard.readText()], [2, 'before']);
    });
  });
});
