import * as vscode from 'vscode';
import type { Row } from './rows.js';

export const VIEW_ID = 'availableCredentials.view';

/** What makes the rows of a {@link LazyTree}. */
export interface RowProvider {
  getChildren(row?: Row): Promise<Row[]>;
  getTreeItem(row: Row): vscode.TreeItem;
}

/** The tree of the view. VS Code has to have it from the start; the code that makes its rows is loaded when it asks for them. */
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

  /** Has VS Code draw rows again, with what is below them; all if none are given. */
  redraw(rows?: readonly Row[]): void {
    this.#changed.fire(rows && [...rows]);
  }

  dispose(): void {
    this.view.dispose();
    this.#changed.dispose();
  }
}
