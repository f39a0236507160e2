import * as vscode from 'vscode';
import type { Catalog, Snapshot } from '../core/catalog.js';
import type { Integration } from '../core/integration.js';
import type { Disposable } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import { type LazyTree, type RowProvider, VIEW_ID } from './lazyTree.js';
import { detailsOf, IntegrationRow, type Row, SourceRow, treeItem } from './rows.js';
import { RowTree } from './rowTree.js';
import { messageOf, stateOf, summaryOf } from './viewTexts.js';

/** The view: shows the catalog's snapshot, and asks for news while it is visible. */
export class CredentialsView implements RowProvider, vscode.Disposable {
  readonly #subscriptions: vscode.Disposable;
  readonly #rows = new RowTree();
  /** The ids of the sources in the snapshot that is shown. */
  #shown: readonly string[] = [];
  /** Whether VS Code waits for the first rows. */
  #isAwaited = false;

  constructor(
    private readonly catalog: Catalog,
    private readonly refreshers: Pick<Refreshers, 'setVisible' | 'refresh' | 'underWay'>,
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

  getTreeItem(row: Row): vscode.TreeItem {
    return treeItem(row);
  }

  /** While there may yet be rows and are none, they are pending: that is how VS Code shows progress. */
  async getChildren(row?: Row): Promise<Row[]> {
    if (row instanceof SourceRow) {
      return [...this.#rows.childrenOf(row)];
    }
    if (row) {
      return row instanceof IntegrationRow ? [...detailsOf(row.integration)] : [];
    }
    this.#isAwaited = true;
    while (this.catalog.isLoading) {
      await once(this.catalog.onDidChange);
    }
    this.#isAwaited = false;
    return [...this.#rows.roots];
  }

  /** The integration whose row, or a row below it, is selected, as it is now. */
  selected(): Integration | undefined {
    const [row] = this.#tree.visible ? this.#tree.selection : [];
    const selected = row instanceof SourceRow ? undefined : row?.integration.id;
    return this.catalog.integrations.find(({ id }) => id === selected);
  }

  /** Opens the view if it is hidden, and brings it up to date, with progress in the view. */
  async showAndRefresh(): Promise<void> {
    const wasVisible = this.#tree.visible;
    if (!wasVisible) {
      await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
      await this.#whenVisible();
    }
    await vscode.window.withProgress({ location: { viewId: VIEW_ID } }, () =>
      // To become visible has it ask already.
      wasVisible ? this.refreshers.refresh() : this.refreshers.underWay(),
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
    // A source that has disappeared has no state any more.
    for (const id of new Set([...this.#shown, ...states.keys()])) {
      void vscode.commands.executeCommand('setContext', `availableCredentials.${id}.state`, states.get(id));
    }
    this.#shown = [...states.keys()];
    this.#draw(snapshot);
    this.#tree.message = messageOf(snapshot, this.#rows.isGrouped) ?? '';
    // With several sources, it stands beside the source.
    this.#tree.description = (this.#rows.isGrouped ? undefined : summaryOf(snapshot)) ?? '';
  }

  /**
   * Has VS Code draw what has changed, and nothing else: from when it is told to draw all rows until it has them again, it
   * knows none of them, and a click on a row's button reaches no row.
   */
  #draw(snapshot: Snapshot): void {
    const changed = this.#rows.update(snapshot);
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

function once(event: (listener: () => void) => Disposable): Promise<void> {
  return new Promise((resolve) => {
    const subscription = event(() => {
      subscription.dispose();
      resolve();
    });
  });
}
