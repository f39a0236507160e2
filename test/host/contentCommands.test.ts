import assert from 'node:assert/strict';
import { Catalog } from '../../src/core/catalog.js';
import { type ContentUse, ContentUses } from '../../src/core/contentUses.js';
import type { ListedIntegration } from '../../src/core/integration.js';
import { contentCommands } from '../../src/ui/contentCommands.js';
import type { Viewer } from '../../src/broker/face.js';
import { notifications } from '../../src/ui/notifications.js';
import { endedAfterEach } from '../ended.js';
import { FakeSource, listed } from '../unit/core/fakeSource.js';
import { FakeClock } from '../unit/fakeClock.js';
import { FakeMemory } from '../unit/fakeMemory.js';
import { type Answer, FakeDialogs, LEAVE } from '../unit/local/wizard/fakeDialogs.js';
import { RecordingLog } from '../unit/recordingLog.js';

const TOKENS = { isNeeded: true, accessToken: () => Promise.reject(new Error('No token is requested here')) };

const SALES = listed({ guid: 'sales', label: 'Sales' });
const JOBS = listed({ guid: 'jobs', label: 'Jobs', authType: 'Service Account' });
const ON_CONNECT = listed({ guid: 'on-connect', label: 'Sales API', snippets: 'content-viewer' });
const VISITOR = listed({
  ...{ guid: 'visitor', label: 'Connect API', authType: 'Visitor API Key', snippets: 'content-visitor-key' },
});
const LAKE = listed({
  ...{ guid: 'lake', label: 'Data lake', authType: 'Service Account', snippets: 'content-aws-service-account' },
});

describe('commands for content', () => {
  const ended = endedAfterEach();

  /** A window with local integrations and those of a server. */
  async function begin(
    local: readonly ListedIntegration[],
    onServer: readonly ListedIntegration[],
    ...answers: readonly Answer[]
  ) {
    const sources = [Object.assign(new FakeSource('local'), { tokens: TOKENS }), new FakeSource('connect')];
    const catalog = new Catalog(sources, new FakeClock(), new RecordingLog());
    const uses = new ContentUses(new FakeMemory());
    ended(() => catalog.dispose());
    ended(() => uses.dispose());
    for (const [at, source] of sources.entries()) {
      source.listed = at === 0 ? local : onServer;
      await catalog.refresh(source, new AbortController().signal);
    }
    const dialogs = new FakeDialogs(...answers);
    const views: [number, Viewer][] = [];
    const commands = contentCommands({
      ...{ catalog, uses, dialogs, notify: notifications, now: () => 1, author: 'Ada' },
      terminal: () => Promise.reject(new Error('No terminal is opened here')),
      environmentFile: () => Promise.resolve('/content.env'),
      view: (port, viewer) => {
        views.push([port, viewer]);
        return Promise.resolve();
      },
    });
    return {
      ...{ dialogs, views },
      used: () => uses.all.map(({ guid, answeredBy }: ContentUse) => [guid, answeredBy]),
      run: (name: string, label?: string) => {
        const integration = catalog.integrations.find((each) => each.label === label);
        return Promise.resolve(commands[name]?.(...((integration ? [{ integration }] : []) as never[])));
      },
    };
  }

  it('let a local integration answer for one of Connect, after the suggested pair', async () => {
    const { dialogs, used, run } = await begin([SALES, JOBS], [ON_CONNECT], 'Sales');
    await run('useForContent', 'Sales API');
    assert.deepEqual(dialogs.asked, ['Which integration answers here in its place']);
    assert.deepEqual(
      dialogs.choices.map(({ label, description, detail }) => [label, description, detail]),
      [
        [
          'Sales',
          'same client and scopes · Fake · Not signed in',
          'Content asks for Sales API and gets the token of Sales',
        ],
      ],
    );
    assert.deepEqual(used(), [['on-connect', 'sales']]);
    assert.deepEqual(dialogs.told, ['Content in this workspace that asks for Sales API now gets the token of Sales.']);
  });

  it('end a use', async () => {
    const { dialogs, used, run } = await begin([SALES], [ON_CONNECT], 'Sales', 'Stop Using It for Content');
    await run('useForContent', 'Sales API');
    await run('useForContent', 'Sales');
    assert.deepEqual(used(), []);
    assert.equal(dialogs.told.at(-1), 'Content in this workspace no longer uses Sales.');
  });

  it('do not ask where there is only one way', async () => {
    const { dialogs, used, run } = await begin([SALES], [VISITOR]);
    await run('useForContent', 'Sales');
    await run('useForContent', 'Connect API');
    assert.deepEqual(dialogs.asked, []);
    assert.deepEqual(used(), [
      ['sales', 'sales'],
      ['visitor', undefined],
    ]);
  });

  it('say why there is no way', async () => {
    const { dialogs, used, run } = await begin([JOBS], [ON_CONNECT, LAKE]);
    await run('useForContent', 'Sales API');
    await run('useForContent', 'Data lake');
    const [missing = '', aws = ''] = dialogs.told;
    assert.match(missing, /^No integration of this window can answer for Sales API\. Add a local integration/);
    assert.match(aws, /^Data lake can’t provide AWS credentials here\. Use a profile/);
    assert.deepEqual(used(), []);
  });

  it('open an app at a port or an address, for the author or for another viewer', async () => {
    const { dialogs, views, run } = await begin([], [], 'x', '8501', 'Grace', 'a, b', 'http://127.0.0.1:8000/', LEAVE);
    await run('openAsViewer');
    await run('openAsAnotherViewer');
    await run('openAsViewer');
    assert.deepEqual(views, [
      [8501, { username: 'Ada', groups: [] }],
      [8000, { username: 'Grace', groups: ['a', 'b'] }],
    ]);
    assert.equal(dialogs.problems.length, 1);
    assert.deepEqual(dialogs.told, ['The app sees Grace. The access tokens that it gets are still those of Ada.']);
  });
});
