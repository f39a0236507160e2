import type { Dialogs } from '../core/dialogs.js';
import { ExpiryTimer } from '../core/expiryTimer.js';
import type { Clock, Disposable, Memento } from '../core/ports.js';
import { type KnownProvider, nameOf } from './knownProvider.js';
import * as messages from './messages.js';

/** Milliseconds before the expiry at which the user is warned. */
export const WARN_BEFORE = 15 * 60_000;

/** How many warnings are remembered. */
const MAX_REMEMBERED = 50;

/** Where all windows remember which warnings have been given. */
const MEMORY_KEY = 'coder.expiryWarnings';

export interface ExpiryWarningsPorts {
  readonly dialogs: Pick<Dialogs, 'tell'>;
  readonly clock: Clock;
  readonly memory: Memento;
  /** What is known of the providers now: the user may have signed in again elsewhere. */
  readonly look: () => Promise<readonly KnownProvider[]>;
  readonly signIn: (provider: KnownProvider) => Promise<void>;
}

/** Warns once before a link expires that can't be refreshed: code would fail without a reason. */
export class ExpiryWarnings implements Disposable {
  readonly #timer: ExpiryTimer;

  constructor(private readonly ports: ExpiryWarningsPorts) {
    this.#timer = new ExpiryTimer(ports.clock, () => void this.#check());
  }

  /** Waits for the next one to expire. */
  follow(providers: readonly KnownProvider[]): void {
    this.#timer.set(providers.flatMap((each) => (this.#isToCome(each) ? [each.expiresAt - WARN_BEFORE] : [])));
  }

  dispose(): void {
    this.#timer.dispose();
  }

  async #check(): Promise<void> {
    const { clock, dialogs, signIn, look } = this.ports;
    const providers = await look().catch(() => []);
    const due = providers.filter((each) => this.#isToCome(each) && each.expiresAt - WARN_BEFORE <= clock.now());
    for (const provider of due) {
      await this.#remember(provider);
      const time = new Date(provider.expiresAt ?? 0).toLocaleTimeString(undefined, { timeStyle: 'short' });
      const text = messages.expiresSoon(provider.displayName ?? nameOf(provider.asked), time);
      // Not awaited: the user may leave it unanswered.
      void dialogs
        .tell(text, messages.signInAgain())
        .then((answer) => (answer === messages.signInAgain() ? signIn(provider) : undefined));
    }
    this.follow(providers);
  }

  #isToCome(provider: KnownProvider): provider is KnownProvider & { readonly expiresAt: number } {
    const { status, expiresAt, isRenewable } = provider;
    return (
      status === 'signedIn' &&
      isRenewable === false &&
      expiresAt !== undefined &&
      expiresAt > this.ports.clock.now() &&
      !this.#given.includes(keyOf(provider))
    );
  }

  get #given(): readonly unknown[] {
    const given = this.ports.memory.get(MEMORY_KEY);
    return Array.isArray(given) ? (given as readonly unknown[]) : [];
  }

  async #remember(provider: KnownProvider): Promise<void> {
    await this.ports.memory.update(MEMORY_KEY, [...this.#given, keyOf(provider)].slice(-MAX_REMEMBERED));
  }
}

function keyOf({ asked, expiresAt }: KnownProvider): string {
  return `${nameOf(asked)} ${expiresAt}`;
}
