import type { TreeItem } from 'vscode';
import { detailItem } from '../../src/ui/details.js';
import { IntegrationRow, type Row, SourceRow, treeItem } from '../../src/ui/rows.js';

/** The tree item of a row of any kind. */
export function itemOf(row: Row): TreeItem {
  return row instanceof SourceRow || row instanceof IntegrationRow ? treeItem(row) : detailItem(row);
}
