import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import { Catalog } from '../../src/core/catalog.js';
import { CredentialError } from '../../src/core/errors.js';
import { Emitter } from '../../src/core/emitter.js';
import { Refresher } from '../../src/core/refresher.js';
import { SIGN_IN_TIMEOUT, SignIns } from '../../src/core/signIns.js';
import { SIGN_OUT_TIMEOUT, SignOuts } from '../../src/core/signOuts.js';
import type { FollowUp } from '../../src/core/source.js';
import type { CommandHandlers } from '../../src/ui/commands.js';
import type { Instructions } from '../../src/ui/instructions.js';
import type { Notify } from '../../src/ui/notifications.js';
import { signInCommands } from '../../src/ui/signInCommands.js';
import { FakeSource, listed, signedIn } from '../unit/core/fakeSource.js';
import { FakeClock, settle } from '../unit/fakeClock.js';
import { FakeMemory } from '../unit/fakeMemory.js';
import { until } from '../until.js';

/** The commands over a source that does as it is told, with a clock and pop-ups of the test's own. */
class Harness {
  readonly source = new FakeSource();
  readonly clock = new FakeClock();
  readonly told: string[] = [];
  /** The button that the user presses in each pop-up, and when. */
  answer: Promise<string | undefined> = Promise.resolve(undefined);
  begun = 0;
  /** Whether the user presses the button of what is offered to be done by hand. */
  isOfferAccepted = true;
  /** What the user is shown to be done by hand, in order. */
  readonly instructed: string[] = [];
  /** Presses *Cancel* in the last instruction. */
  cancelInstruction: () => void = () => assert.fail('Nothing is shown.');
  readonly #instructions: Instructions = {
    offer: (instruction, detail, button) => {
      this.instructed.push(`${instruction} ${detail} | ${button}`);
      return Promise.resolve(this.isOfferAccepted);
    },
    show: (instruction, ended, cancel) => {
      this.instructed.push(`shown: ${instruction}`);
      this.cancelInstruction = cancel;
      ended.addEventListener('abort', () => this.instructed.push('gone'));
    },
  };
  readonly #focused = new Emitter<void>();
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
      signIns: new SignIns(this.#catalog, refreshers, this.clock, new FakeMemory()),
      signOuts: new SignOuts(this.#catalog, refreshers, this.clock, this.#focused.event),
      instructions: this.#instructions,
      nextStep: { offer: ({ label }) => Promise.resolve(void this.told.push(`next step: ${label}`)) },
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

  async signOut(): Promise<void> {
    const [integration] = this.#catalog.integrations;
    void this.#commands['signOut']?.({ integration } as never);
    await settle();
  }

  async cancelSignIn(): Promise<void> {
    const [integration] = this.#catalog.integrations;
    void this.#commands['cancelSignIn']?.({ integration } as never);
    await settle();
  }

  /** The user comes back to the window. */
  async focus(): Promise<void> {
    this.#focused.fire();
    await settle();
  }

  /** Has the source leave it to the user to sign in or out on a page. */
  byHand(): Promise<FollowUp> {
    const open = () => Promise.resolve(void this.instructed.push('opened'));
    return Promise.resolve({ instruction: 'Go to Settings.', page: { button: 'Open It', open } });
  }

  /** Runs a command from the palette. */
  async run(name: string): Promise<void> {
    await this.#commands[name]?.();
  }

  /** The same, without waiting for its end: it asks the user. */
  async start(name: string): Promise<void> {
    void this.#commands[name]?.();
    await settle();
  }

  get status(): string | undefined {
    return this.#catalog.integrations[0]?.status.kind;
  }

  dispose(): void {
    this.#refresher.dispose();
    this.#focused.dispose();
    this.#log.dispose();
  }
}

describe('Cancel Sign In from the palette', () => {
  it('says so where no sign-in is waiting', async () => {
    const harness = new Harness();
    try {
      await harness.show();
      await harness.run('cancelSignIn');
      assert.deepEqual(harness.told, ['No sign-in is waiting for the browser.']);
    } finally {
      harness.dispose();
    }
  });

  it('asks which one', async () => {
    const harness = new Harness();
    try {
      await harness.show();
      await harness.signIn();
      assert.equal(harness.status, 'signingIn');
      await harness.start('cancelSignIn');
      await until('it is cancelled', async () => {
        await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return harness.status === 'notSignedIn';
      });
      assert.deepEqual(harness.told, []);
    } finally {
      harness.dispose();
    }
  });
});

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

  it('says so if there is nothing to sign in to', async () => {
    assert.deepEqual(await told('signOut'), ['There are no integrations that you can sign in to.']);
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

  it('leads to the next step when the user has signed in', async () => {
    harness.source.listed = [signedIn()];
    await harness.clock.advance(2_000);
    assert.deepEqual([harness.status, harness.told], ['authenticated', ['next step: GitHub']]);
  });

  it('reports after ten minutes that it stopped waiting, and offers to try again', async () => {
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

  it('reports that an integration no longer exists', async () => {
    harness.source.listed = [];
    await harness.clock.advance(2_000);
    assert.deepEqual(harness.told, [
      'You can no longer sign in to GitHub: its configuration has changed on the server.',
    ]);
  });

  it('reports the result once, even if it was pressed twice', async () => {
    await harness.signIn();
    await harness.clock.advance(SIGN_IN_TIMEOUT);
    assert.deepEqual([harness.begun, harness.told.length], [1, 1]);
  });
});

describe('Sign In by hand', () => {
  const OFFER = 'Go to Settings. The view is updated when you have signed in. | Open It';
  let harness: Harness;

  beforeEach(async () => {
    harness = new Harness();
    harness.source.begin = () => harness.byHand();
    await harness.show();
  });

  afterEach(() => harness.dispose());

  const ends: Readonly<Record<string, (harness: Harness) => Promise<unknown>>> = {
    'the user has signed in': (harness) => {
      harness.source.listed = [signedIn()];
      return harness.clock.advance(2_000);
    },
    'the time is over': (harness) => harness.clock.advance(SIGN_IN_TIMEOUT),
    'the user cancels it there': async (harness) => {
      harness.cancelInstruction();
      await settle();
    },
    'the user cancels it in the row': (harness) => harness.cancelSignIn(),
  };
  for (const [when, end] of Object.entries(ends)) {
    it(`tells what to do before the page is opened, and until ${when}`, async () => {
      await harness.signIn();
      assert.deepEqual(harness.instructed, [OFFER, 'opened', 'shown: Go to Settings.']);
      assert.equal(harness.status, 'signingIn');
      await end(harness);
      assert.deepEqual(harness.instructed.slice(3), ['gone']);
      assert.notEqual(harness.status, 'signingIn');
    });
  }

  it('opens nothing and waits for nothing when the user does not press the button', async () => {
    harness.isOfferAccepted = false;
    await harness.signIn();
    assert.deepEqual([harness.instructed, harness.status, harness.told], [[OFFER], 'notSignedIn', []]);
  });

  it('is a failure when the page cannot be opened', async () => {
    const open = () => Promise.reject(new CredentialError('rejected', 'There is no browser.'));
    harness.source.begin = () => Promise.resolve({ instruction: 'x', page: { button: 'y', open } });
    await harness.signIn();
    assert.deepEqual(harness.told, ['Could not sign in to GitHub: There is no browser. | Show Log']);
    assert.equal(harness.status, 'notSignedIn');
  });
});

describe('Sign Out by hand', () => {
  const OFFER = 'Go to Settings. The view is updated when you return to this window. | Open It';
  let harness: Harness;

  beforeEach(async () => {
    harness = new Harness();
    harness.source.listed = [signedIn()];
    harness.source.end = () => harness.byHand();
    await harness.show();
  });

  afterEach(() => harness.dispose());

  it('tells what to do before the page is opened, and asks when the user comes back whether that is done', async () => {
    await harness.signOut();
    assert.deepEqual(harness.instructed, [OFFER, 'opened', 'shown: Go to Settings.']);
    assert.equal(harness.source.asked, 1, 'It is asked before anything can have changed.');
    await harness.focus();
    assert.deepEqual([harness.source.asked, harness.status, harness.instructed.length], [2, 'authenticated', 3]);
    harness.source.listed = [listed()];
    await harness.focus();
    assert.deepEqual([harness.source.asked, harness.status], [3, 'notSignedIn']);
    assert.deepEqual(harness.instructed.slice(3), ['gone']);
    await harness.focus();
    assert.equal(harness.source.asked, 3, 'It still asks.');
  });

  it('opens nothing when the user does not press the button', async () => {
    harness.isOfferAccepted = false;
    await harness.signOut();
    await harness.focus();
    assert.deepEqual([harness.instructed, harness.source.asked], [[OFFER], 1]);
  });

  it('no longer shows what to do when the user cancels that, or after ten minutes', async () => {
    const cancel = () => {
      harness.cancelInstruction();
      return Promise.resolve();
    };
    for (const end of [cancel, () => harness.clock.advance(SIGN_OUT_TIMEOUT)]) {
      harness.instructed.length = 0;
      await harness.signOut();
      await end();
      assert.deepEqual(harness.instructed.slice(3), ['gone']);
    }
  });

  it('shows what is left to do after a sign-out if there is no page', async () => {
    harness.source.end = () => Promise.resolve({ instruction: 'The server could not be told.' });
    await harness.signOut();
    assert.deepEqual([harness.told, harness.instructed], [['The server could not be told.'], []]);
    assert.equal(harness.source.asked, 2);
  });
});
