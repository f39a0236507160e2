import assert from 'node:assert/strict';
import { WARNING_TIME } from '../../../src/core/attention.js';
import { Catalog } from '../../../src/core/catalog.js';
import { Emitter } from '../../../src/core/emitter.js';
import type { ListedIntegration } from '../../../src/core/integration.js';
import { ExpiryNotifications } from '../../../src/ui/expiryNotifications.js';
import { FakeSource, listed, signedIn } from '../core/fakeSource.js';
import { FakeClock } from '../fakeClock.js';
import { FakeMemory } from '../fakeMemory.js';
import { RecordingLog } from '../recordingLog.js';

const MINUTE = 60_000;
const WARN = 'Access to GitHub ends soon. Sign in again to extend it.';

/** A window of the editor. All share the memory. */
class Window {
  readonly source = new FakeSource();
  readonly catalog: Catalog;
  readonly told: string[] = [];
  readonly signedIn: string[] = [];
  readonly focus = new Emitter<void>();
  readonly #notifications: ExpiryNotifications;
  isFocused = true;
  answer: string | undefined | Promise<string>;

  constructor(
    private readonly clock: FakeClock,
    memory: FakeMemory,
  ) {
    this.catalog = new Catalog([this.source], clock, new RecordingLog());
    this.#notifications = new ExpiryNotifications({
      ...{ catalog: this.catalog, clock, memory, onDidFocus: this.focus.event },
      notify: {
        warning: (message, ...buttons) => {
          assert.deepEqual(buttons, ['Sign In']);
          this.told.push(message);
          return Promise.resolve(this.answer);
        },
      },
      isFocused: () => this.isFocused,
      refresh: () => this.refresh().catch(() => undefined),
      signIn: ({ label }) => {
        this.signedIn.push(label);
        return Promise.resolve(label === 'GitHub' ? 'signedIn' : 'cancelled');
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

  dispose(): void {
    this.#notifications.dispose();
    this.catalog.dispose();
  }
}

describe('the notification about expiry', () => {
  let clock: FakeClock;
  let memory: FakeMemory;
  let windows: Window[];

  beforeEach(() => {
    clock = new FakeClock();
    memory = new FakeMemory();
    windows = [];
  });

  afterEach(() => {
    windows.forEach((each) => each.dispose());
    assert.equal(clock.pending, 0);
  });

  const open = () => {
    const window = new Window(clock, memory);
    windows.push(window);
    return window;
  };
  const ending = (minutes: number, label = 'GitHub', isRenewable = false) =>
    signedIn({ guid: label, label, expiry: { at: clock.now() + minutes * MINUTE, isRenewable } });

  it('is shown once before a token ends that cannot be renewed', async () => {
    const window = open();
    await window.list(ending(60), ending(5, 'Renewed', true));
    await clock.advance(60 * MINUTE - WARNING_TIME - 1);
    assert.deepEqual(window.told, []);
    await clock.advance(1);
    assert.deepEqual(window.told, [WARN]);
    await clock.advance(2 * MINUTE);
    await window.refresh();
    assert.deepEqual([window.told, window.signedIn], [[WARN], []]);
  });

  it('is one for all, and lets the user sign in to one after the other until they give up', async () => {
    const window = open();
    window.answer = 'Sign In';
    await window.list(ending(5), ending(6, 'Snowflake'), ending(7, 'Slack'));
    assert.deepEqual(window.told, ['Access to GitHub, Snowflake, Slack ends soon. Sign in again to extend it.']);
    assert.deepEqual(window.signedIn, ['GitHub', 'Snowflake']);
  });

  it('leaves alone those that the user has signed in to again before answering', async () => {
    const window = open();
    let press: (button: string) => void = () => undefined;
    window.answer = new Promise((resolve) => (press = resolve));
    await window.list(ending(5), ending(6, 'Snowflake'));
    await window.list(ending(120), ending(6, 'Snowflake'));
    press('Sign In');
    await clock.advance(0);
    assert.deepEqual(window.signedIn, ['Snowflake']);
  });

  it('names a few of many', async () => {
    const window = open();
    await window.list(...['A', 'B', 'C', 'D', 'E', 'F'].map((label) => ending(5, label)));
    assert.deepEqual(window.told, ['Access to A, B, C, D, 2 more ends soon. Sign in again to extend it.']);
  });

  it('comes again for another token', async () => {
    const window = open();
    await window.list(ending(5));
    await window.list(ending(60));
    await clock.advance(60 * MINUTE - WARNING_TIME);
    assert.deepEqual(window.told, [WARN, WARN]);
  });

  it('is not shown for a short-lived token after the user has just signed in', async () => {
    const window = open();
    await window.list(listed({ guid: 'GitHub' }));
    await window.list(ending(5));
    await clock.advance(MINUTE);
    assert.deepEqual(window.told, []);
  });

  it('is not shown if the user has signed in again elsewhere', async () => {
    const window = open();
    await window.list(ending(60));
    window.source.listed = [ending(120)];
    await clock.advance(60 * MINUTE - WARNING_TIME);
    assert.deepEqual(window.told, []);
  });

  it('is shown although the source cannot be asked', async () => {
    const window = open();
    await window.list(ending(60));
    window.source.listed = new Error('down');
    await clock.advance(60 * MINUTE - WARNING_TIME);
    assert.deepEqual(window.told, [WARN]);
  });

  it('is shown in one window: the one that the user looks at, or looks at next', async () => {
    const [first, second] = [open(), open()];
    first.isFocused = second.isFocused = false;
    const token = ending(5);
    await first.list(token);
    await second.list(token);
    assert.deepEqual([first.told, second.told], [[], []]);
    for (const window of [second, first]) {
      window.isFocused = true;
      window.focus.fire();
      await clock.advance(0);
      window.isFocused = false;
    }
    assert.deepEqual([first.told, second.told], [[], [WARN]]);
  });
});
