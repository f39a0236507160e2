import assert from 'node:assert/strict';
import { WARNING_TIME } from '../../../src/core/attention.js';
import { Catalog } from '../../../src/core/catalog.js';
import { Emitter } from '../../../src/core/emitter.js';
import { EndingSoon } from '../../../src/core/endingSoon.js';
import type { ListedIntegration } from '../../../src/core/integration.js';
import { ExpiryWarning } from '../../../src/ui/expiryWarning.js';
import { FakeSource, listed, signedIn } from '../core/fakeSource.js';
import { FakeClock } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';

const MINUTE = 60_000;
const WARN = 'Access to GitHub ends soon. Sign in again to extend it.';

/** A window of the editor. */
class Window {
  readonly source = new FakeSource();
  readonly catalog: Catalog;
  /** What has been shown, one after the other; `undefined` where it was withdrawn. */
  readonly shown: (string | undefined)[] = [];
  readonly signedIn: string[] = [];
  readonly focus = new Emitter<void>();
  readonly warning: ExpiryWarning;
  readonly #endingSoon: EndingSoon;
  /** What happens while the user signs in. */
  meanwhile = () => Promise.resolve();
  isFocused = true;
  asked = 0;

  constructor(private readonly clock: FakeClock) {
    this.catalog = new Catalog([this.source], clock, new RecordingLog());
    this.#endingSoon = new EndingSoon(this.catalog, clock);
    this.warning = new ExpiryWarning({
      ...{ catalog: this.catalog, clock, endingSoon: this.#endingSoon, onDidFocus: this.focus.event },
      show: (sentence) => this.shown.push(sentence),
      isFocused: () => this.isFocused,
      refresh: () => {
        this.asked += 1;
        return this.refresh().catch(() => undefined);
      },
      signIn: async ({ label }) => {
        this.signedIn.push(label);
        await this.meanwhile();
        return label === 'GitHub' ? 'signedIn' : 'cancelled';
      },
    });
  }

  async list(...integrations: ListedIntegration[]): Promise<void> {
    this.source.listed = integrations;
    await this.refresh();
    await this.clock.advance(0);
  }

  refresh(): Promise<void> {
    return this.catalog.refresh(this.source, new AbortController().signal);
  }

  async look(): Promise<void> {
    this.isFocused = true;
    this.focus.fire();
    await this.clock.advance(0);
  }

  dispose(): void {
    this.warning.dispose();
    this.#endingSoon.dispose();
    this.catalog.dispose();
  }
}

describe('the warning about expiry', () => {
  let clock: FakeClock;
  let window: Window;

  beforeEach(() => {
    clock = new FakeClock();
    window = new Window(clock);
  });

  afterEach(() => {
    window.dispose();
    assert.equal(clock.pending, 0);
  });

  const ending = (minutes: number, label = 'GitHub', isRenewable = false) =>
    signedIn({ guid: label, label, expiry: { at: clock.now() + minutes * MINUTE, isRenewable } });

  it('is shown before a token ends that cannot be renewed, until it has ended', async () => {
    await window.list(ending(60), ending(5, 'Renewed', true));
    await clock.advance(60 * MINUTE - WARNING_TIME - 1);
    assert.deepEqual(window.shown, []);
    await clock.advance(1);
    assert.deepEqual(window.shown, [WARN]);
    await clock.advance(2 * MINUTE);
    await window.refresh();
    assert.deepEqual([window.shown, window.signedIn], [[WARN], []]);
    await clock.advance(8 * MINUTE);
    assert.deepEqual(window.shown, [WARN, undefined]);
  });

  it('is one for all, and lets the user sign in to one after the other until they give up', async () => {
    await window.list(ending(5), ending(6, 'Snowflake'), ending(7, 'Slack'));
    assert.deepEqual(window.shown, ['Access to GitHub, Snowflake, Slack ends soon. Sign in again to extend it.']);
    await window.warning.signIn();
    assert.deepEqual(window.signedIn, ['GitHub', 'Snowflake']);
  });

  it('no longer names those that the user has signed in to again, and does not sign in to them', async () => {
    await window.list(ending(5), ending(6, 'Snowflake'));
    await window.list(ending(120), ending(6, 'Snowflake'));
    assert.equal(window.shown.at(-1), 'Access to Snowflake ends soon. Sign in again to extend it.');
    await window.warning.signIn();
    assert.deepEqual(window.signedIn, ['Snowflake']);
  });

  it('does not sign in to those that the user has signed in to meanwhile, however long that lasts', async () => {
    await window.list(ending(5), ending(6, 'Snowflake'));
    window.meanwhile = () => window.list(ending(5), ending(7, 'Snowflake'));
    await window.warning.signIn();
    assert.deepEqual(window.signedIn, ['GitHub']);
  });

  it('names a few of many', async () => {
    await window.list(...['A', 'B', 'C', 'D', 'E', 'F'].map((label) => ending(5, label)));
    assert.deepEqual(window.shown, ['Access to A, B, C, D, 2 more ends soon. Sign in again to extend it.']);
  });

  it('is withdrawn when there is a new token, and comes again before that ends', async () => {
    await window.list(ending(5));
    await window.list(ending(60));
    assert.deepEqual(window.shown, [WARN, undefined]);
    await clock.advance(60 * MINUTE - WARNING_TIME);
    assert.deepEqual(window.shown, [WARN, undefined, WARN]);
  });

  it('is not shown for a short-lived token after the user has just signed in', async () => {
    await window.list(listed({ guid: 'GitHub' }));
    await window.list(ending(5));
    await clock.advance(MINUTE);
    assert.deepEqual(window.shown, []);
  });

  it('is shown for one that has come back, since what was known of it is forgotten', async () => {
    const brief = ending(5);
    await window.list(listed({ guid: 'GitHub', label: 'GitHub' }));
    await window.list(brief);
    await window.list();
    assert.deepEqual(window.shown, []);
    await window.list(brief);
    assert.deepEqual(window.shown, [WARN]);
  });

  it('is not shown if the user has signed in again elsewhere', async () => {
    await window.list(ending(60));
    window.source.listed = [ending(120)];
    await clock.advance(60 * MINUTE - WARNING_TIME);
    assert.deepEqual(window.shown, []);
  });

  it('is withdrawn when the user comes back and has signed in again elsewhere', async () => {
    await window.list(ending(5));
    window.source.listed = [ending(120)];
    await window.look();
    assert.deepEqual(window.shown, [WARN, undefined]);
  });

  it('is shown although the source cannot be asked', async () => {
    await window.list(ending(60));
    window.source.listed = new Error('down');
    await clock.advance(60 * MINUTE - WARNING_TIME);
    assert.deepEqual(window.shown, [WARN]);
  });

  it('asks the sources once for each token, and only in a window that the user looks at', async () => {
    window.isFocused = false;
    await window.list(ending(5));
    await window.list(ending(5), ending(60, 'Slack'));
    assert.deepEqual([window.shown, window.asked], [[], 0]);
    await window.look();
    await window.refresh();
    assert.deepEqual([window.shown, window.asked], [[WARN], 1]);
  });
});
