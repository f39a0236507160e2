import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { Catalog, Snapshot, SourceSnapshot } from '../core/catalog.js';
import type { Integration } from '../core/integration.js';
import type { Disposable } from '../core/ports.js';
import type { Refresher } from '../core/refresher.js';
import * as messages from './messages.js';
import { detailsOf, IntegrationRow, isDetail, type Row, treeItem } from './rows.js';

export const VIEW_ID = 'availableCredentials.view';

/** The view: shows the catalog's snapshot, and asks for news while it is visible. */
export class CredentialsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Row[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #tree: vscode.TreeView<Row>;
  readonly #subscriptions: vscode.Disposable;
  #rows: readonly IntegrationRow[] = [];
  /** Whether VS Code waits for the first rows. */
  #isAwaited = false;

  constructor(
    private readonly catalog: Catalog,
    private readonly refreshers: Iterable<Refresher>,
  ) {
    this.#tree = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = vscode.Disposable.from(
      this.#tree,
      this.#changed,
      this.#tree.onDidChangeVisibility(({ visible }) => this.#setVisible(visible)),
      catalog.onDidChange((snapshot) => this.#show(snapshot)),
    );
    this.#show(catalog.snapshot);
    this.#setVisible(this.#tree.visible);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return treeItem(row);
  }

  /** While no source has answered, the rows are pending: that is how VS Code shows progress. */
  async getChildren(row?: Row): Promise<Row[]> {
    if (row) {
      return isDetail(row) ? [] : [...detailsOf(row.integration)];
    }
    if (this.catalog.isLoading) {
      this.#isAwaited = true;
      await once(this.catalog.onDidChange);
      this.#isAwaited = false;
    }
    return [...this.#rows];
  }

  /** The integration whose row, or a row below it, is selected, as it is now. */
  selected(): Integration | undefined {
    const [row] = this.#tree.visible ? this.#tree.selection : [];
    return this.catalog.integrations.find(({ id }) => id === row?.integration.id);
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
      Promise.all([...this.refreshers].map((refresher) => (wasVisible ? refresher.refresh() : refresher.underWay()))),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #setVisible(visible: boolean): void {
    for (const refresher of this.refreshers) {
      refresher.setVisible(visible);
    }
  }

  #show(snapshot: Snapshot): void {
    for (const source of snapshot) {
      void vscode.commands.executeCommand('setContext', `availableCredentials.${source.id}.state`, stateOf(source));
    }
    this.#tree.message = staleMessage(snapshot) ?? '';
    this.#tree.description = summaryOf(snapshot) ?? '';
    this.#draw();
  }

  /**
   * Has VS Code draw what has changed, and nothing else: from when it is told to draw all rows until it has them again, it
   * knows none of them, and a click on a row's button reaches no row.
   */
  #draw(): void {
    const before = this.#rows;
    const byId = new Map(before.map((row) => [row.integration.id, row]));
    const changed: IntegrationRow[] = [];
    this.#rows = this.catalog.integrations.map((integration) => {
      const row = byId.get(integration.id);
      if (!row) {
        return new IntegrationRow(integration);
      }
      if (!isDeepStrictEqual(row.integration, integration)) {
        row.integration = integration;
        changed.push(row);
      }
      return row;
    });
    const isSameList = before.length === this.#rows.length && this.#rows.every((row, at) => row === before[at]);
    if (this.#isAwaited || (isSameList && changed.length === 0)) {
      return;
    }
    this.#changed.fire(isSameList ? changed : undefined);
  }

  async #whenVisible(): Promise<void> {
    if (!this.#tree.visible) {
      await once(this.#tree.onDidChangeVisibility);
    }
  }
}

/**
 * What the welcome content is about: `loading` before the first answer, `ready` with rows, `empty` with none, else the
 * failure.
 */
function stateOf({ integrations, error }: SourceSnapshot): string {
  if (integrations && integrations.length > 0) {
    return 'ready';
  }
  return error?.failure ?? (integrations ? 'empty' : 'loading');
}

/** Set only above rows that stay from an earlier answer: a message would hide the welcome content. */
function staleMessage(snapshot: Snapshot): string | undefined {
  for (const { integrations, error, staleSince } of snapshot) {
    if (error && staleSince !== undefined && integrations && integrations.length > 0) {
      return messages.stale(staleSince, error);
    }
  }
  return undefined;
}

function summaryOf(snapshot: Snapshot): string | undefined {
  return snapshot.find(({ error }) => error?.summary !== undefined)?.error?.summary;
}

function once(event: (listener: () => void) => Disposable): Promise<void> {
  return new Promise((resolve) => {
    const subscription = event(() => {
      subscription.dispose();
      resolve();
    });
  });
}
