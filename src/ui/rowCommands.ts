import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Integration } from '../core/integration.js';
import { oneLine } from '../core/text.js';
import type { CommandHandlers } from './commands.js';
import { copyAndConfirm } from './confirmation.js';
import type { CredentialsView } from './credentialsView.js';
import { detailsOf } from './details.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';
import { pickAny } from './pick.js';
import { type Detail, IntegrationRow, type Row, SourceRow } from './rows.js';
import { summaryOf } from './rowSummary.js';

export interface RowCommandsContext {
  readonly catalog: Catalog;
  readonly view: Pick<CredentialsView, 'showAndRefresh'>;
  readonly notify: Notifications;
  readonly log: { readonly show: () => void };
}

/** The commands of rows that neither sign in nor copy code. */
export function rowCommands(context: RowCommandsContext): CommandHandlers {
  return {
    copyValue: async (detail?: Detail) => {
      const { label, value } = detail ?? (await pickDetail(context)) ?? {};
      if (label !== undefined && value !== undefined) {
        await copyAndConfirm(value, messages.valueCopied(label));
      }
    },
    copyDetails: async (row?: Row) => {
      const chosen = row ?? (await pickRow(context, messages.pickForDetails()));
      if (chosen instanceof IntegrationRow || chosen instanceof SourceRow) {
        await copyAndConfirm(summaryOf(chosen), messages.copied());
      }
    },
    // A separate command for rows, because its title is shorter than in the palette.
    showLogOfRow: () => context.log.show(),
  };
}

async function pickRow(context: RowCommandsContext, placeHolder: string): Promise<IntegrationRow | undefined> {
  if (context.catalog.isLoading) {
    await context.view.showAndRefresh();
  }
  const integration = await pickAny(context, placeHolder);
  return integration && new IntegrationRow(integration);
}

async function pickDetail(context: RowCommandsContext): Promise<Detail | undefined> {
  const row = await pickRow(context, messages.pickForValue());
  return row && pickValue(row.integration);
}

async function pickValue(integration: Integration): Promise<Detail | undefined> {
  const items = detailsOf(integration).flatMap((row) =>
    row.value === undefined ? [] : { label: row.label, description: messages.escapeIcons(oneLine(row.value)), row },
  );
  return (await vscode.window.showQuickPick(items, { placeHolder: messages.pickValue() }))?.row;
}
