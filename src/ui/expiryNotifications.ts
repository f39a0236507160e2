import { endOf, endsSoon, hasEnded, turningPoints } from '../core/attention.js';
import type { Catalog } from '../core/catalog.js';
import { ExpiryTimer } from '../core/expiryTimer.js';
import type { Integration } from '../core/integration.js';
import type { Clock, Disposable, Event, Memento } from '../core/ports.js';
import type { SignInOutcome } from '../core/signIns.js';
import { endSoon } from './expiryMessages.js';
import { signIn } from './messages.js';
import type { Notifications } from './notifications.js';

/** How many warnings are remembered. */
const MAX_REMEMBERED = 50;

/** Where all windows remember which warnings have been given. */
const MEMORY_KEY = 'expiry.told';

export interface ExpiryNotificationsPorts {
  readonly catalog: Pick<Catalog, 'signInTargets' | 'onDidChange'>;
  readonly clock: Clock;
  readonly notify: Pick<Notifications, 'warning'>;
  /** All windows share it. */
  readonly memory: Memento;
  /** Only the window that the user looks at tells. */
  readonly isFocused: () => boolean;
  readonly onDidFocus: Event<void>;
  /** Asks all sources what there is now, also while the view is hidden. Never rejects. */
  readonly refresh: () => Promise<unknown>;
  readonly signIn: (integration: Integration) => Promise<SignInOutcome | undefined>;
}

/** Tells the user once before access tokens end that can't be renewed, since the view with its warning may be hidden. */
export class ExpiryNotifications implements Disposable {
  readonly #owned: readonly Disposable[];
  readonly #timer: ExpiryTimer;
  /** When the access tokens end that are known, by the ids of the integrations. */
  #ends: ReadonlyMap<string, number | undefined> = new Map();
  /** Those that the user has just signed in for, but that end soon from the start. */
  readonly #brief = new Set<string>();
  #isChecking = false;
  #isDisposed = false;

  constructor(private readonly ports: ExpiryNotificationsPorts) {
    const { catalog, clock, onDidFocus } = ports;
    const check = () => void this.#check();
    this.#timer = new ExpiryTimer(clock, check);
    this.#owned = [this.#timer, catalog.onDidChange(check), onDidFocus(check)];
    check();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#owned.forEach((each) => each.dispose());
  }

  async #check(): Promise<void> {
    const { catalog, clock, isFocused, refresh } = this.ports;
    const now = clock.now();
    this.#follow();
    this.#timer.set(catalog.signInTargets.flatMap(turningPoints).filter((at) => at > now));
    if (this.#isChecking || !isFocused() || this.#due.length === 0) {
      return;
    }
    this.#isChecking = true;
    // The user may have signed in again elsewhere. If a source can't be asked, its last list counts.
    await refresh();
    this.#isChecking = false;
    if (!this.#isDisposed && isFocused()) {
      await this.#tell(this.#due);
    }
  }

  #follow(): void {
    const { catalog, clock } = this.ports;
    const isNew = (each: Integration) => this.#ends.has(each.id) && this.#ends.get(each.id) !== endOf(each);
    const brief = catalog.signInTargets.filter((each) => isNew(each) && endsSoon(each, clock.now()));
    brief.forEach((each) => this.#brief.add(keyOf(each)));
    this.#ends = new Map(catalog.signInTargets.map((each) => [each.id, endOf(each)]));
  }

  async #tell(due: readonly Integration[]): Promise<void> {
    if (due.length === 0) {
      return;
    }
    const { memory, notify } = this.ports;
    await memory.update(MEMORY_KEY, [...this.#told, ...due.map(keyOf)].slice(-MAX_REMEMBERED));
    if ((await notify.warning(endSoon(due), signIn())) === signIn()) {
      await this.#signIn(due);
    }
  }

  /** One after the other, until the user gives up one. The user may answer late, and have signed in again in the meantime. */
  async #signIn(integrations: readonly Integration[]): Promise<void> {
    const { catalog, clock, signIn } = this.ports;
    for (const { id } of integrations) {
      const integration = catalog.signInTargets.find((each) => each.id === id);
      const isNeeded = integration && (endsSoon(integration, clock.now()) || hasEnded(integration, clock.now()));
      if (isNeeded && (await signIn(integration)) !== 'signedIn') {
        return;
      }
    }
  }

  get #due(): readonly Integration[] {
    const { catalog, clock } = this.ports;
    const told = [...this.#told, ...this.#brief];
    return catalog.signInTargets.filter((each) => endsSoon(each, clock.now()) && !told.includes(keyOf(each)));
  }

  get #told(): readonly unknown[] {
    const told = this.ports.memory.get(MEMORY_KEY);
    return Array.isArray(told) ? (told as readonly unknown[]) : [];
  }
}

function keyOf(integration: Integration): string {
  return `${integration.id} ${endOf(integration)}`;
}
