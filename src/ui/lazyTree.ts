import * as vscode from 'vscode';
import type { Row } from './rows.js';

export const VIEW_ID = 'availableCredentials.view';

/** Provides the rows of a {@link LazyTree}. */
export interface RowProvider {
  getChildren(row?: Row): Promise<Row[]>;
  getTreeItem(row: Row): Promise<vscode.TreeItem>;
}

/** The tree of the view, registered at start-up. The code for its rows is loaded when VS Code first asks for them. */
export class LazyTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Row[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: vscode.TreeView<Row>;

  constructor(private readonly provider: () => Promise<RowProvider>) {
    this.view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this, showCollapseAll: true });
  }

  async getChildren(row?: Row): Promise<Row[]> {
    return (await this.provider()).getChildren(row);
  }

  async getTreeItem(row: Row): Promise<vscode.TreeItem> {
    return (await this.provider()).getTreeItem(row);
  }

  /** Redraws rows with their children, or all rows if none are given. */
  redraw(rows?: readonly Row[]): void {
    this.#changed.fire(rows && [...rows]);
  }

  dispose(): void {
    this.view.dispose();
    this.#changed.dispose();
  }
}
