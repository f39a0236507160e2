import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import type { Integration } from '../../../src/core/integration.js';
import { Refresher } from '../../../src/core/refresher.js';
import { type SignInOutcome, SignIns } from '../../../src/core/signIns.js';
import { FakeClock, settle } from '../fakeClock.js';
import { FakeMemory } from '../fakeMemory.js';
import { RecordingLog } from '../recordingLog.js';
import { FakeSource, listed } from './fakeSource.js';

export const SECOND = 1_000;

/** What outlives a window. */
export class World {
  readonly clock = new FakeClock();
  readonly memory = new FakeMemory();
  readonly source = new FakeSource();

  constructor() {
    this.source.listed = ['a', 'b', 'c'].map((guid) => listed({ guid }));
  }
}

/** Sign-ins over a real catalog and a real refresher, whose view is hidden. The source lists three integrations. */
export async function setUp() {
  const window = openWindow(new World());
  await window.refresh();
  return window;
}

/** A window that has not asked for anything yet. */
export function openWindow({ clock, memory, source }: World) {
  const catalog = new Catalog([source], clock, new RecordingLog());
  const refresher = new Refresher({
    ask: (signal) => catalog.refresh(source, signal),
    clock,
    interval: () => 30 * SECOND,
  });
  const signIns = new SignIns(catalog, new Map([[source, refresher]]), clock, memory);
  const instructions: string[] = [];
  const outcomes: SignInOutcome[] = [];

  const integration = (guid: string): Integration => {
    const found = catalog.integrations.find((each) => each.guid === guid);
    assert.ok(found);
    return found;
  };
  return {
    clock,
    memory,
    source,
    refresh: () => catalog.refresh(source, new AbortController().signal),
    catalog,
    signIns,
    instructions,
    outcomes,
    integration,
    status: (guid: string) => integration(guid).status.kind,
    /** Begins to sign in; how it ends is added to `outcomes`. */
    signIn: async (guid: string) => {
      const outcome = signIns.signIn(integration(guid), (instruction) => void instructions.push(instruction));
      void outcome.then((ended) => outcomes.push(ended));
      await settle();
    },
    dispose: () => {
      signIns.dispose();
      refresher.dispose();
      catalog.dispose();
    },
    /** Checks that nothing is left that could ask or fire. */
    assertAtRest: async () => {
      const { asked } = source;
      assert.equal(clock.pending, 0);
      await clock.advance(3_600 * SECOND);
      assert.equal(source.asked, asked);
    },
  };
}
