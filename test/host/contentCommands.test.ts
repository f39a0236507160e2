import assert from 'node:assert/strict';
import { Catalog } from '../../src/core/catalog.js';
import { ContentUses } from '../../src/core/contentUses.js';
import type { Integration } from '../../src/core/integration.js';
import { contentCommands } from '../../src/ui/contentCommands.js';
import { notifications } from '../../src/ui/notifications.js';
import { IntegrationRow } from '../../src/ui/rows.js';
import { FakeSource } from '../unit/core/fakeSource.js';
import { FakeClock } from '../unit/fakeClock.js';
import { FakeMemory } from '../unit/fakeMemory.js';
import { FakeDialogs } from '../unit/local/wizard/fakeDialogs.js';
import { RecordingLog } from '../unit/recordingLog.js';
import { complete } from './integrations.js';

describe('Use for Content…', () => {
  const visitors: Integration = { ...complete, label: 'Connect API', authType: 'Visitor API Key' };

  /** Runs it once for each of these dialogs. */
  async function run(...runs: readonly FakeDialogs[]): Promise<ContentUses> {
    const uses = new ContentUses(new FakeMemory());
    for (const dialogs of runs) {
      const { useForContent } = contentCommands({
        ...{ catalog: new Catalog([new FakeSource()], new FakeClock(), new RecordingLog()), uses, dialogs },
        ...{ notify: notifications, now: () => 0, author: 'Ada' },
        terminal: () => assert.fail('a terminal'),
        environmentFile: () => assert.fail('a file'),
        view: () => assert.fail('a view'),
      });
      await useForContent?.(new IntegrationRow(visitors) as never);
    }
    return uses;
  }

  it('does not ask where there is one way only, and says what content uses now', async () => {
    const dialogs = new FakeDialogs();
    const uses = await run(dialogs);
    assert.deepEqual([dialogs.asked, dialogs.told], [[], ['Content in this workspace now uses Connect API.']]);
    assert.deepEqual(
      uses.all.map(({ name }) => name),
      ['Connect API'],
    );
  });

  it('asks when it is used already, since it can then be stopped', async () => {
    const uses = await run(new FakeDialogs(), new FakeDialogs('Stop Using It for Content'));
    assert.deepEqual(uses.all, []);
  });
});
