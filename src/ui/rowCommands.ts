import type { CommandHandlers } from './commands.js';
import { copyAndConfirm } from './confirmation.js';
import * as messages from './messages.js';
import { type Detail, IntegrationRow, type Row, SourceRow } from './rows.js';
import { summaryOf } from './rowSummary.js';

/** The commands of rows that neither sign in nor copy code. */
export function rowCommands(log: { readonly show: () => void }): CommandHandlers {
  return {
    copyValue: async (detail?: Detail) => {
      if (detail?.value !== undefined) {
        await copyAndConfirm(detail.value, messages.valueCopied(detail.label));
      }
    },
    copyDetails: async (row?: Row) => {
      if (row instanceof IntegrationRow || row instanceof SourceRow) {
        await copyAndConfirm(summaryOf(row), messages.copied());
      }
    },
    // A separate command for rows, because its title is shorter than in the palette.
    showLogOfRow: () => log.show(),
  };
}
