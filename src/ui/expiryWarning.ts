import { hasEnded, turningPoints } from '../core/attention.js';
import type { Catalog } from '../core/catalog.js';
import { type EndingSoon, keyOf } from '../core/endingSoon.js';
import { ExpiryTimer } from '../core/expiryTimer.js';
import type { Integration } from '../core/integration.js';
import type { Clock, Disposable, Event } from '../core/ports.js';
import type { SignInOutcome } from '../core/signIns.js';
import { endSoon } from './expiryMessages.js';

export interface ExpiryWarningPorts {
  readonly catalog: Pick<Catalog, 'signInTargets' | 'onDidChange'>;
  readonly clock: Clock;
  readonly endingSoon: Pick<EndingSoon, 'integrations'>;
  /** Shows this sentence in place of the one before; `undefined` withdraws it. */
  readonly show: (sentence: string | undefined) => void;
  /** Only the window that the user looks at asks the sources. */
  readonly isFocused: () => boolean;
  readonly onDidFocus: Event<void>;
  /** Asks all sources what there is now, also while the view is hidden. Never rejects. */
  readonly refresh: () => Promise<unknown>;
  readonly signIn: (integration: Integration) => Promise<SignInOutcome | undefined>;
}

/** Warns the user before access tokens end that can't be renewed, as long as that is so. The view may be hidden. */
export class ExpiryWarning implements Disposable {
  readonly #owned: readonly Disposable[];
  readonly #timer: ExpiryTimer;
  /** Those that end soon also by the last answers of their sources. */
  #confirmed: readonly string[] = [];
  #shown: string | undefined;
  #isAsking = false;
  #isDisposed = false;

  constructor(private readonly ports: ExpiryWarningPorts) {
    const { catalog, clock, onDidFocus } = ports;
    this.#timer = new ExpiryTimer(clock, () => this.#check());
    this.#owned = [this.#timer, catalog.onDidChange(() => this.#check()), onDidFocus(() => void this.#ask())];
    this.#check();
  }

  /** Signs in to those that end soon, one after the other, until the user gives up one. */
  async signIn(): Promise<void> {
    const { catalog, clock, signIn } = this.ports;
    for (const { id } of this.#due) {
      const integration = catalog.signInTargets.find((each) => each.id === id);
      // The user may have signed in elsewhere in the meantime.
      const isNeeded = integration && (this.#due.includes(integration) || hasEnded(integration, clock.now()));
      if (isNeeded && (await signIn(integration)) !== 'signedIn') {
        return;
      }
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#owned.forEach((each) => each.dispose());
  }

  #check(): void {
    const { catalog, clock } = this.ports;
    const now = clock.now();
    this.#timer.set(catalog.signInTargets.flatMap(turningPoints).filter((at) => at > now));
    this.#show();
    if (this.#due.some((each) => !this.#confirmed.includes(keyOf(each)))) {
      void this.#ask();
    }
  }

  /** The user may have signed in again elsewhere. If a source can't be asked, its last list counts. */
  async #ask(): Promise<void> {
    if (this.#isAsking || !this.ports.isFocused() || this.#due.length === 0) {
      return;
    }
    this.#isAsking = true;
    await this.ports.refresh();
    this.#isAsking = false;
    if (!this.#isDisposed) {
      this.#confirmed = this.#due.map(keyOf);
      this.#show();
    }
  }

  #show(): void {
    const ending = this.#due.filter((each) => this.#confirmed.includes(keyOf(each)));
    const sentence = ending.length > 0 ? endSoon(ending) : undefined;
    if (sentence !== this.#shown) {
      this.#shown = sentence;
      this.ports.show(sentence);
    }
  }

  get #due(): readonly Integration[] {
    return this.ports.endingSoon.integrations;
  }
}
