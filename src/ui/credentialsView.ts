import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Integration } from '../core/integration.js';
import type { Disposable } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import { type LazyTree, type RowProvider, VIEW_ID } from './lazyTree.js';
import { type Detail, IntegrationRow, type Row, SourceRow, treeItem } from './rows.js';
import { RowTree } from './rowTree.js';
import { messageOf, stateOf, summaryOf } from './viewTexts.js';

/** The key for the view's filter, in the workspace's state. */
export const FILTER = 'view.filter';

/** The most rows that are redrawn one by one, so that no click is lost. VS Code takes long to do that with thousands. */
const FEW = 200;

/** What is added to the view after the first rows. */
export interface ViewAdditions {
  /** Returns the part of a snapshot whose rows are shown. */
  readonly select?: ((snapshot: Snapshot) => Snapshot) | undefined;
  /** A sentence above the rows that says which are shown. There is no room beside the title. */
  readonly selection?: string | undefined;
  /** What another part of the window knows about the integration of a row. */
  readonly moreOf?: (row: Row) => readonly Detail[];
  /** Completes what screen readers say about a row. */
  readonly announce?: (item: vscode.TreeItem) => void;
}

/** The view: shows the catalog's snapshot and refreshes it while visible. */
export class CredentialsView implements RowProvider, vscode.Disposable {
  readonly #subscriptions: vscode.Disposable;
  readonly #rows = new RowTree();
  /** The ids of the sources in the current snapshot. */
  #shown: readonly string[] = [];
  #added: ViewAdditions & Required<Pick<ViewAdditions, 'moreOf'>> = { moreOf: () => [] };
  /** Whether VS Code is waiting for the rows. */
  #isAwaited = false;

  constructor(
    private readonly catalog: Catalog,
    private readonly refreshers: Pick<Refreshers, 'setVisible' | 'refresh' | 'settled'>,
    private readonly tree: LazyTree,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      this.#tree.onDidChangeVisibility(({ visible }) => this.#setVisible(visible)),
      catalog.onDidChange((snapshot) => this.#show(snapshot)),
    );
    this.#show(catalog.snapshot);
    this.#setVisible(this.#tree.visible);
  }

  get #tree(): vscode.TreeView<Row> {
    return this.tree.view;
  }

  async getTreeItem(row: Row): Promise<vscode.TreeItem> {
    const item =
      row instanceof SourceRow || row instanceof IntegrationRow
        ? treeItem(row, this.#added.moreOf(row))
        : (await details()).detailItem(row);
    this.#added.announce?.(item);
    return item;
  }

  /** While loading, the promise stays pending, so that VS Code shows progress. */
  async getChildren(row?: Row): Promise<Row[]> {
    if (row instanceof SourceRow) {
      return [...this.#rows.childrenOf(row)];
    }
    if (row) {
      return row instanceof IntegrationRow
        ? [...(await details()).detailsOf(row.integration), ...this.#added.moreOf(row)]
        : [];
    }
    this.#isAwaited = true;
    while (this.catalog.isLoading) {
      await once(this.catalog.onDidChange);
    }
    this.#isAwaited = false;
    return [...this.#rows.roots];
  }

  /** The integration of the selected row, in its current state. */
  selected(): Integration | undefined {
    const [row] = this.#tree.visible ? this.#tree.selection : [];
    const selected = row?.integration?.id;
    return this.catalog.signInTargets.find(({ id }) => id === selected);
  }

  /** Replaces the additions that are given. */
  add(additions: ViewAdditions): void {
    const { moreOf } = this.#added;
    this.#added = { ...this.#added, ...additions };
    this.#show(this.catalog.snapshot);
    const changed = additions.announce ? this.#rows.all : this.#rows.differing(moreOf, this.#added.moreOf);
    this.#draw(changed.length > FEW ? 'all' : changed);
  }

  /** Redraws the rows of integrations and accounts. */
  redraw(which: (integration: Integration) => boolean): void {
    this.tree.redraw(this.#rows.all.filter(({ integration }) => integration && which(integration)));
  }

  /** Opens the view if it is hidden and refreshes it, with progress in the view. */
  async showAndRefresh(): Promise<void> {
    const wasVisible = this.#tree.visible;
    if (!wasVisible) {
      await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
      await this.#whenVisible();
    }
    await vscode.window.withProgress({ location: { viewId: VIEW_ID } }, () =>
      // Becoming visible has already started a refresh.
      wasVisible ? this.refreshers.refresh() : this.refreshers.settled(),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #setVisible(visible: boolean): void {
    this.refreshers.setVisible(visible);
  }

  #show(snapshot: Snapshot): void {
    const states = new Map(snapshot.map((source) => [source.id, stateOf(source)]));
    // The state of a removed source is undefined.
    for (const id of new Set([...this.#shown, ...states.keys()])) {
      void vscode.commands.executeCommand('setContext', `availableCredentials.${id}.state`, states.get(id));
    }
    this.#shown = [...states.keys()];
    const { select, selection } = this.#added;
    const selected = select?.(snapshot) ?? snapshot;
    this.#draw(this.#rows.update(selected));
    const { isGrouped, roots } = this.#rows;
    const shown = roots.length > 0 ? selection : undefined;
    this.#tree.message = [shown, messageOf(selected, isGrouped)].filter(Boolean).join('\n');
    // With several sources, each row has its own summary.
    this.#tree.description = (isGrouped ? undefined : summaryOf(selected)) ?? '';
  }

  /**
   * Redraws only what has changed: while VS Code redraws the whole tree, it does not know its rows, and a click on a row's
   * button is lost.
   */
  #draw(changed: 'all' | readonly Row[]): void {
    if (!this.#isAwaited && (changed === 'all' || changed.length > 0)) {
      this.tree.redraw(changed === 'all' ? undefined : changed);
    }
  }

  async #whenVisible(): Promise<void> {
    if (!this.#tree.visible) {
      await once(this.#tree.onDidChangeVisibility);
    }
  }
}

/** Loaded when a row is first expanded. */
function details() {
  return import('./details.js');
}

function once(event: (listener: () => void) => Disposable): Promise<void> {
  return new Promise((resolve) => {
    const subscription = event(() => {
      subscription.dispose();
      resolve();
    });
  });
}
