import assert from 'node:assert/strict';
import type { Integration } from '../../src/core/integration.js';
import type { SourceCommands } from '../../src/core/source.js';
import { sourceCommands } from '../../src/ui/commands.js';
import { detailsOf, IntegrationRow } from '../../src/ui/rows.js';
import { FakeSource } from '../unit/core/fakeSource.js';
import { complete } from './integrations.js';

describe('commands that sources bring', () => {
  const called: [string, Integration | undefined][] = [];
  const noting = (name: string): SourceCommands => ({
    [name]: (integration) => {
      called.push([name, integration]);
      return Promise.resolve();
    },
  });
  const handlers = sourceCommands([
    Object.assign(new FakeSource('a'), { commands: noting('editIntegration') }),
    new FakeSource('b'),
    Object.assign(new FakeSource('c'), { commands: noting('other') }),
  ]);
  const run = (name: string, row?: unknown) => Promise.resolve(handlers[name]?.(row as never));

  beforeEach(() => called.splice(0));

  it('are all there', () => {
    assert.deepEqual(Object.keys(handlers).sort(), ['editIntegration', 'other']);
  });

  it('are given the integration of the row, or of the row above', async () => {
    const [detail] = detailsOf(complete);
    await run('editIntegration', new IntegrationRow(complete));
    await run('other', detail);
    assert.deepEqual(called, [
      ['editIntegration', complete],
      ['other', complete],
    ]);
  });

  it('are given none from the palette, and then ask', async () => {
    await run('editIntegration');
    assert.deepEqual(called, [['editIntegration', undefined]]);
  });
});
