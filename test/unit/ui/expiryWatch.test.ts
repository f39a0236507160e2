import assert from 'node:assert/strict';
import type { ViewBadge } from 'vscode';
import { WARNING_TIME } from '../../../src/core/attention.js';
import { Catalog } from '../../../src/core/catalog.js';
import { Emitter } from '../../../src/core/emitter.js';
import { EndingSoon } from '../../../src/core/endingSoon.js';
import type { ListedIntegration } from '../../../src/core/integration.js';
import { ExpiryWatch } from '../../../src/ui/expiryWatch.js';
import { FakeSource, listed, signedIn } from '../core/fakeSource.js';
import { FakeClock } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';

const MINUTE = 60_000;
const WARN = 'Access to GitHub ends soon. Sign in again to extend it.';

describe('the watch over expiry', () => {
  let clock: FakeClock;
  let source: FakeSource;
  let catalog: Catalog;
  let endingSoon: EndingSoon;
  let watch: ExpiryWatch;
  let tree: {
    visible: boolean;
    badge: ViewBadge | undefined;
    onDidChangeVisibility: Emitter<{ visible: boolean }>['event'];
  };
  let visibility: Emitter<{ visible: boolean }>;
  let redrawn: string[][];

  const inMinutes = (minutes: number, isRenewable: boolean) => ({
    expiry: { at: clock.now() + minutes * MINUTE, isRenewable },
  });
  const list = async (...integrations: ListedIntegration[]) => {
    source.listed = integrations;
    await catalog.refresh(source, new AbortController().signal);
  };
  const setVisible = (visible: boolean) => {
    tree.visible = visible;
    visibility.fire({ visible });
  };

  beforeEach(() => {
    clock = new FakeClock();
    source = new FakeSource();
    catalog = new Catalog([source], clock, new RecordingLog());
    visibility = new Emitter();
    tree = { visible: true, badge: undefined, onDidChangeVisibility: visibility.event };
    redrawn = [];
    const view = {
      redraw: (which: Parameters<ConstructorParameters<typeof ExpiryWatch>[1]['redraw']>[0]) => {
        redrawn.push(catalog.signInTargets.filter(which).map(({ label }) => label));
      },
    };
    endingSoon = new EndingSoon(catalog, clock);
    watch = new ExpiryWatch(catalog, view, tree, clock, endingSoon);
  });

  afterEach(() => {
    watch.dispose();
    endingSoon.dispose();
    assert.equal(clock.pending, 0);
    catalog.dispose();
  });

  it('has a row redrawn when its words change, and only that row', async () => {
    await list(
      signedIn({ guid: 'a', label: 'Minutes', ...inMinutes(50.5, true) }),
      signedIn({ guid: 'b', label: 'Days', ...inMinutes(3.5 * 24 * 60, true) }),
      signedIn({ guid: 'c', label: 'Unknown' }),
    );
    await clock.advance(MINUTE / 2);
    assert.deepEqual(redrawn, []);
    await clock.advance(2 * MINUTE);
    assert.deepEqual(redrawn, [['Minutes'], ['Minutes']]);
  });

  it('does nothing while the view is hidden, and redraws what has changed meanwhile when it is shown', async () => {
    await list(signedIn(inMinutes(50.5, true)));
    setVisible(false);
    assert.equal(clock.pending, 0);
    await clock.advance(5 * MINUTE);
    assert.deepEqual(redrawn, []);
    setVisible(true);
    assert.deepEqual(redrawn, [['GitHub']]);
  });

  it('counts a token that ends soon and cannot be renewed, also while the view is hidden', async () => {
    setVisible(false);
    await list(
      signedIn({ guid: 'a', ...inMinutes(60, false) }),
      signedIn({ guid: 'b', label: 'Renewed', ...inMinutes(5, true) }),
    );
    assert.deepEqual(tree.badge, undefined);
    await clock.advance(60 * MINUTE - WARNING_TIME);
    assert.deepEqual(tree.badge, { value: 1, tooltip: WARN });
  });

  it('names all in one message', async () => {
    await list(
      signedIn({ guid: 'a', ...inMinutes(5, false) }),
      signedIn({ guid: 'b', label: 'Snowflake', ...inMinutes(7, false) }),
    );
    const message = 'Access to GitHub, Snowflake ends soon. Sign in again to extend it.';
    assert.deepEqual(tree.badge, { value: 2, tooltip: message });
  });

  it('no longer counts a token in place of which there is a new one', async () => {
    await list(signedIn(inMinutes(5, false)));
    await list(signedIn(inMinutes(60, false)));
    assert.deepEqual(tree.badge, undefined);
  });

  it('does not count a short-lived token after the user has just signed in, until it has ended', async () => {
    await list(listed());
    await list(signedIn(inMinutes(5, false)));
    await clock.advance(MINUTE);
    assert.equal(tree.badge, undefined);
    await clock.advance(4 * MINUTE);
    assert.deepEqual(tree.badge, { value: 1, tooltip: 'Sign in again: GitHub' });
  });

  it('counts what has expired, also before the list says so', async () => {
    await list(signedIn(inMinutes(5, false)));
    await clock.advance(5 * MINUTE);
    const badge = { value: 1, tooltip: 'Sign in again: GitHub' };
    assert.deepEqual(tree.badge, badge);
    await list(listed({ signInEnded: true }));
    assert.deepEqual(tree.badge, badge);
  });

  it('does not count what the user is signing in to, has signed out of, or never signed in to', async () => {
    await list(listed({ guid: 'a', signInEnded: true }), listed({ guid: 'b' }));
    assert.equal(tree.badge?.value, 1);
    const mark = catalog.markSigningIn(catalog.integrations[0]?.id ?? '');
    assert.equal(tree.badge, undefined);
    mark.dispose();
    await list(listed({ guid: 'a' }), listed({ guid: 'b' }));
    assert.equal(tree.badge, undefined);
  });
});
