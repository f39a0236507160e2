import type * as vscode from 'vscode';
import { endsSoon, hasEnded, turningPoints } from '../core/attention.js';
import type { Catalog } from '../core/catalog.js';
import { ExpiryTimer } from '../core/expiryTimer.js';
import type { Integration } from '../core/integration.js';
import type { Clock, Disposable } from '../core/ports.js';
import { validFor, untilWordsChange } from '../core/timeLeft.js';
import type { ViewAdditions } from './credentialsView.js';
import * as messages from './expiryMessages.js';

/** The part of the view that this uses. */
export interface WatchedView {
  /** Redraws the rows of integrations. */
  redraw(which: (integration: Integration) => boolean): void;
  add(additions: ViewAdditions): void;
}

/** The part of VS Code's `TreeView` that this uses. */
export type WatchedTree = Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility' | 'badge'>;

/**
 * Keeps what the view says about the time up to date, without requests: how long access tokens are valid, while it is
 * visible; a warning before those end that can't be renewed; and how many integrations need the user, on its icon.
 */
export class ExpiryWatch implements Disposable {
  readonly #owned: readonly Disposable[];
  readonly #rowTimer: ExpiryTimer;
  readonly #warningTimer: ExpiryTimer;
  /** What the rows say, by the ids of the integrations. */
  #words = new Map<string, string>();
  #warning: string | undefined;

  constructor(
    private readonly catalog: Pick<Catalog, 'signInTargets' | 'onDidChange'>,
    private readonly view: WatchedView,
    private readonly tree: WatchedTree,
    private readonly clock: Clock,
  ) {
    this.#rowTimer = new ExpiryTimer(clock, () => this.#updateRows());
    this.#warningTimer = new ExpiryTimer(clock, () => this.#updateWarning());
    this.#owned = [
      this.#rowTimer,
      this.#warningTimer,
      tree.onDidChangeVisibility(() => this.#updateRows()),
      catalog.onDidChange(() => {
        this.#updateRows();
        this.#updateWarning();
      }),
    ];
    this.#updateRows();
    this.#updateWarning();
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

  #updateWarning(): void {
    const now = this.clock.now();
    const all = this.catalog.signInTargets;
    const ended = all.filter((each) => hasEnded(each, now));
    const ending = all.filter((each) => endsSoon(each, now));
    const notice = ending.length > 0 ? messages.endSoon(ending) : undefined;
    if (notice !== this.#warning) {
      this.#warning = notice;
      this.view.add({ notice });
    }
    const value = ended.length + ending.length;
    const tooltip = [
      ...(ended.length > 0 ? [messages.signInAgain(ended)] : []),
      ...(notice === undefined ? [] : [notice]),
    ].join('\n');
    if (tooltip !== (this.tree.badge?.tooltip ?? '')) {
      this.tree.badge = value > 0 ? { value, tooltip } : undefined;
    }
    this.#warningTimer.set(all.flatMap(turningPoints).filter((at) => at > now));
  }
}
