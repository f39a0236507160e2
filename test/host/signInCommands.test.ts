import assert from 'node:assert/strict';
import { window } from 'vscode';
import { Catalog } from '../../src/core/catalog.js';
import { Refresher } from '../../src/core/refresher.js';
import { SIGN_IN_TIMEOUT, SignIns } from '../../src/core/signIns.js';
import type { CommandHandlers } from '../../src/ui/commands.js';
import type { Notify } from '../../src/ui/notifications.js';
import { signInCommands } from '../../src/ui/signInCommands.js';
import { FakeSource, listed, signedIn } from '../unit/core/fakeSource.js';
import { FakeClock, settle } from '../unit/fakeClock.js';
import { FakeMemory } from '../unit/fakeMemory.js';

/** The commands over a source that does as it is told, with a clock and pop-ups of the test's own. */
class Harness {
  readonly source = new FakeSource();
  readonly clock = new FakeClock();
  readonly told: string[] = [];
  /** The button that the user presses in each pop-up, and when. */
  answer: Promise<string | undefined> = Promise.resolve(undefined);
  begun = 0;
  readonly #log = window.createOutputChannel('Sign-in commands under test', { log: true });
  readonly #catalog = new Catalog([this.source], this.clock, this.#log);
  readonly #refresher = new Refresher({
    ask: (signal) => this.#catalog.refresh(this.source, signal),
    clock: this.clock,
    interval: () => 30_000,
  });
  readonly #commands: CommandHandlers;

  constructor() {
    this.source.listed = [listed()];
    this.source.begin = () => {
      this.begun += 1;
      return Promise.resolve({});
    };
    const refreshers = new Map([[this.source, this.#refresher]]);
    const notify: Notify = (message, ...buttons) => {
      this.told.push([message, ...buttons].join(' | '));
      return this.answer;
    };
    this.#commands = signInCommands({
      catalog: this.#catalog,
      refreshers,
      signIns: new SignIns(this.#catalog, refreshers, this.clock, new FakeMemory()),
      view: { showAndRefresh: () => this.#refresher.refresh() },
      notify: { information: notify, warning: notify, error: notify },
      log: this.#log,
    });
  }

  /** Shows the view, so that there is a list. */
  async show(): Promise<void> {
    this.#refresher.setVisible(true);
    await settle();
  }

  /** Presses *Sign In* in the row; settles when nothing more happens by itself. */
  async signIn(): Promise<void> {
    const [integration] = this.#catalog.integrations;
    void this.#commands['signIn']?.({ integration } as never);
    await settle();
  }

  /** Runs a command from the palette. */
  async run(name: string): Promise<void> {
    await this.#commands[name]?.();
    await settle();
  }

  get status(): string | undefined {
    return this.#catalog.integrations[0]?.status.kind;
  }

  dispose(): void {
    this.#refresher.dispose();
    this.#log.dispose();
  }
}

describe('Sign In with a Device Code', () => {
  const told = async (...actions: string[]) => {
    const harness = new Harness();
    try {
      harness.source.listed = [listed({ actions })];
      await harness.show();
      await harness.run('signInWithDeviceCode');
      return harness.told;
    } finally {
      harness.dispose();
    }
  };

  it('says that no integration offers it, and how to sign in instead', async () => {
    assert.deepEqual(await told('signIn'), [
      'No integration offers sign-in with a device code. Sign in with the browser instead. | Sign In',
    ]);
  });

  it('says that there is nothing to sign in to where that is so', async () => {
    assert.deepEqual(await told('signOut'), ['There is no integration left to sign in to.']);
  });
});

describe('Sign In', () => {
  let harness: Harness;

  beforeEach(async () => {
    harness = new Harness();
    await harness.show();
    await harness.signIn();
  });

  afterEach(() => harness.dispose());

  it('says nothing when the user has signed in: the row shows it', async () => {
    harness.source.listed = [signedIn()];
    await harness.clock.advance(2_000);
    assert.deepEqual([harness.status, harness.told], ['authenticated', []]);
  });

  it('tells after ten minutes that it waits no more, and offers to try again', async () => {
    await harness.clock.advance(SIGN_IN_TIMEOUT);
    assert.deepEqual(harness.told, [
      'Signing in to GitHub was not finished in the browser within 10 minutes. | Try Again',
    ]);
    assert.deepEqual([harness.status, harness.begun], ['notSignedIn', 1]);
  });

  it('begins again on Try Again', async () => {
    harness.answer = Promise.resolve('Try Again');
    await harness.clock.advance(SIGN_IN_TIMEOUT);
    await settle();
    assert.deepEqual([harness.status, harness.begun], ['signingIn', 2]);
  });

  it('does not begin again on Try Again where the user has signed in meanwhile', async () => {
    let press: (button: string) => void = () => assert.fail('Nothing was asked.');
    harness.answer = new Promise((resolve) => (press = resolve));
    await harness.clock.advance(SIGN_IN_TIMEOUT);
    harness.source.listed = [signedIn()];
    await harness.clock.advance(60_000);
    press('Try Again');
    await settle();
    assert.deepEqual([harness.status, harness.begun], ['authenticated', 1]);
  });

  it('tells that an integration is gone', async () => {
    harness.source.listed = [];
    await harness.clock.advance(2_000);
    assert.deepEqual(harness.told, [
      'GitHub can no longer be signed in to: its configuration has changed on the server.',
    ]);
  });

  it('tells the end once, also if it was pressed twice', async () => {
    await harness.signIn();
    await harness.clock.advance(SIGN_IN_TIMEOUT);
    assert.deepEqual([harness.begun, harness.told.length], [1, 1]);
  });
});
