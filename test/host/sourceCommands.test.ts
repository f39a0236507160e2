import assert from 'node:assert/strict';
import type { Integration } from '../../src/core/integration.js';
import type { SourceCommands } from '../../src/core/source.js';
import { sourceCommands } from '../../src/ui/commands.js';
import { detailsOf } from '../../src/ui/details.js';
import { IntegrationRow } from '../../src/ui/rows.js';
import { FakeSource } from '../unit/core/fakeSource.js';
import { complete } from './integrations.js';

describe('commands that sources bring', () => {
  const called: [string, Integration | undefined][] = [];
  const noting = (source: string, name: string): SourceCommands => ({
    [name]: (integration) => {
      called.push([`${source}: ${name}`, integration]);
      return Promise.resolve();
    },
  });
  const handlers = sourceCommands({
    sources: [
      Object.assign(new FakeSource('a'), { commands: noting('a', 'editIntegration') }),
      new FakeSource('b'),
      Object.assign(new FakeSource('c'), { commands: { ...noting('c', 'editIntegration'), ...noting('c', 'other') } }),
    ],
  });
  const of = (source: string): Integration => ({ ...complete, source });
  const run = (name: string, row?: unknown) => Promise.resolve(handlers[name]?.(row as never));

  beforeEach(() => called.splice(0));

  it('are all there', () => {
    assert.deepEqual(Object.keys(handlers).sort(), ['editIntegration', 'other']);
  });

  it('are those of the source that the row, or the row above, is of', async () => {
    const [detail] = detailsOf(of('c'));
    await run('editIntegration', new IntegrationRow(of('a')));
    await run('editIntegration', new IntegrationRow(of('c')));
    await run('other', detail);
    assert.deepEqual(called, [
      ['a: editIntegration', of('a')],
      ['c: editIntegration', of('c')],
      ['c: other', of('c')],
    ]);
  });

  it('are given none from the palette, and then ask', async () => {
    await run('editIntegration');
    assert.deepEqual(called, [['a: editIntegration', undefined]]);
  });
});
