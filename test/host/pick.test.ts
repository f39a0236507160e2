import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import { Catalog } from '../../src/core/catalog.js';
import { CredentialError } from '../../src/core/errors.js';
import type { Notify } from '../../src/ui/notifications.js';
import { itemsOf, pickIntegration } from '../../src/ui/pick.js';
import { FakeSource, listed, signedIn } from '../unit/core/fakeSource.js';
import { FakeClock } from '../unit/fakeClock.js';

describe('picking an integration', () => {
  const log = window.createOutputChannel('Picker under test', { log: true });
  const told: string[] = [];
  const notify: Notify = (message, ...buttons) => {
    told.push([message, ...buttons].join(' | '));
    return Promise.resolve(undefined);
  };
  const notifications = { information: notify, warning: notify, error: notify };

  beforeEach(() => told.splice(0));
  after(() => {
    log.dispose();
    return commands.executeCommand('workbench.action.closeQuickOpen');
  });

  /** A catalog whose sources have been asked once. */
  async function catalogOf(...sources: FakeSource[]): Promise<Catalog> {
    const catalog = new Catalog(sources, new FakeClock(), log);
    for (const source of sources) {
      await catalog.refresh(source, new AbortController().signal).catch(() => undefined);
    }
    return catalog;
  }

  function source(id: string, label: string, more: Partial<FakeSource> & { readonly emptyAdvice?: string } = {}) {
    return Object.assign(new FakeSource(id), { label, ...more });
  }

  const pick = (catalog: Catalog) =>
    pickIntegration({ catalog, notify: notifications }, 'signIn', '', () => told.push('nothing'));

  it('names the source of each where there are several', async () => {
    const catalog = await catalogOf(
      source('workbench', 'Posit Workbench', { listed: [listed()] }),
      source('local', 'Local Integrations', { listed: [listed()] }),
    );
    assert.deepEqual(
      itemsOf(catalog, catalog.integrations).map(({ label, description }) => [label, description]),
      [
        ['GitHub', 'Posit Workbench · Not signed in'],
        ['GitHub', 'Local Integrations · Not signed in'],
      ],
    );
  });

  it('says what the source says, as on the row, unless the user is signing in again', async () => {
    const jobs = listed({
      guid: 'a',
      status: { kind: 'authenticated' },
      summary: 'Service account',
      actions: ['signIn'],
    });
    const catalog = await catalogOf(source('a', 'A', { listed: [jobs] }));
    const shown = () => itemsOf(catalog, catalog.integrations).map(({ description }) => description);
    assert.deepEqual(shown(), ['Service account']);
    const mark = catalog.markSigningIn(catalog.integrations[0]?.id ?? '', { kind: 'signingIn', isForInput: true });
    assert.deepEqual(shown(), ['Waiting for input…']);
    mark.dispose();
  });

  it('names no source where only one has integrations', async () => {
    const catalog = await catalogOf(source('a', 'A', { listed: [listed()] }), source('b', 'B', { listed: [] }));
    assert.deepEqual(
      itemsOf(catalog, catalog.integrations).map(({ description }) => description),
      ['Not signed in'],
    );
  });

  it('says so where no integration offers the action', async () => {
    await pick(await catalogOf(source('a', 'A', { listed: [signedIn()] })));
    assert.deepEqual(told, ['nothing']);
  });

  it('says why there are none, and offers to add one: only what applies to this window', async () => {
    const unavailable = new CredentialError('unavailable', 'Not in a session.');
    await pick(
      await catalogOf(
        source('a', 'A', { listed: unavailable, emptyAdvice: 'Ask your administrator.' }),
        source('b', 'B', { listed: [], emptyAdvice: 'There are no local integrations.' }),
      ),
    );
    assert.deepEqual(told, ['There are no local integrations. | Add Integration…']);
  });

  it('says why the sources could not be asked', async () => {
    await pick(await catalogOf(source('a', 'A', { listed: new CredentialError('network', 'Down.') })));
    assert.deepEqual(told, ['Down. | Show Log']);
  });
});
