import type * as vscode from 'vscode';
import { hasEnded, turningPoints } from '../core/attention.js';
import type { Catalog } from '../core/catalog.js';
import type { EndingSoon } from '../core/endingSoon.js';
import { ExpiryTimer } from '../core/expiryTimer.js';
import type { Integration } from '../core/integration.js';
import type { Clock, Disposable } from '../core/ports.js';
import { validFor, untilWordsChange } from '../core/timeLeft.js';
import * as messages from './expiryMessages.js';

/** The part of the view that this uses. */
export interface WatchedView {
  /** Redraws the rows of integrations. */
  redraw(which: (integration: Integration) => boolean): void;
}

/** The part of VS Code's `TreeView` that this uses. */
export type WatchedTree = Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility' | 'badge'>;

/**
 * Keeps what the view says about the time up to date, without requests: how long access tokens are valid, while it is
 * visible; and how many integrations need the user, on its icon.
 */
export class ExpiryWatch implements Disposable {
  readonly #owned: readonly Disposable[];
  readonly #rowTimer: ExpiryTimer;
  readonly #badgeTimer: ExpiryTimer;
  /** What the rows say, by the ids of the integrations. */
  #words = new Map<string, string>();

  constructor(
    private readonly catalog: Pick<Catalog, 'signInTargets' | 'onDidChange'>,
    private readonly view: WatchedView,
    private readonly tree: WatchedTree,
    private readonly clock: Clock,
    private readonly endingSoon: Pick<EndingSoon, 'integrations'>,
  ) {
    this.#rowTimer = new ExpiryTimer(clock, () => this.#updateRows());
    this.#badgeTimer = new ExpiryTimer(clock, () => this.#updateBadge());
    this.#owned = [
      this.#rowTimer,
      this.#badgeTimer,
      tree.onDidChangeVisibility(() => this.#updateRows()),
      catalog.onDidChange(() => {
        this.#updateRows();
        this.#updateBadge();
      }),
    ];
    this.#updateRows();
    this.#updateBadge();
  }

  dispose(): void {
    this.#owned.forEach((each) => each.dispose());
  }

  /** Redraws the rows whose words have changed since they were last drawn. */
  #updateRows(): void {
    const now = this.clock.now();
    if (!this.tree.visible) {
      this.#rowTimer.set([]);
      return;
    }
    const before = this.#words;
    const left = this.catalog.signInTargets.flatMap(({ id, expiry }) =>
      expiry && expiry.at > now ? [{ id, span: expiry.at - now }] : [],
    );
    this.#words = new Map(left.map(({ id, span }) => [id, validFor(span)]));
    const isChanged = ({ id }: Integration) => before.has(id) && before.get(id) !== this.#words.get(id);
    if (this.catalog.signInTargets.some(isChanged)) {
      this.view.redraw(isChanged);
    }
    this.#rowTimer.set(left.map(({ span }) => now + untilWordsChange(span)));
  }

  #updateBadge(): void {
    const now = this.clock.now();
    const all = this.catalog.signInTargets;
    const ended = all.filter((each) => hasEnded(each, now));
    const ending = this.endingSoon.integrations;
    const value = ended.length + ending.length;
    const tooltip = [
      ...(ended.length > 0 ? [messages.signInAgain(ended)] : []),
      ...(ending.length > 0 ? [messages.endSoon(ending)] : []),
    ].join('\n');
    if (tooltip !== (this.tree.badge?.tooltip ?? '')) {
      this.tree.badge = value > 0 ? { value, tooltip } : undefined;
    }
    this.#badgeTimer.set(all.flatMap(turningPoints).filter((at) => at > now));
  }
}
