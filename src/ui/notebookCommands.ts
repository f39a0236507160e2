import * as vscode from 'vscode';
import { CELL_COMMENT, kernelCode } from '../snippets/kernelCode.js';
import type { CommandHandlers } from './commands.js';
import type { NotebookKernels, Variables } from './notebookKernels.js';
import * as messages from './notebookMessages.js';
import type { Notifications } from './notifications.js';

export interface NotebookCommandsContext {
  readonly kernels: NotebookKernels;
  /** Whether Jupyter's extension is there. */
  readonly hasJupyter: () => Promise<boolean>;
  /** What code needs to find this window; `undefined` while nothing is served. */
  readonly variables: () => Variables | undefined;
  /** Whether the window is in a Workbench session, whose server answers code in kernels. */
  readonly isInSession: boolean;
  readonly notify: Notifications;
}

/** The commands that give the code in a notebook its credentials. */
export function notebookCommands(context: NotebookCommandsContext): CommandHandlers {
  const { kernels, hasJupyter, variables, isInSession, notify } = context;

  /** The notebook that is shown; `undefined` if there is nothing to do, which the user is told. */
  const shownNotebook = async (): Promise<vscode.NotebookDocument | undefined> => {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    if (!notebook) {
      throw messages.noNotebook();
    }
    if (isInSession) {
      await notify.information(messages.inSession());
      return undefined;
    }
    if (!variables()) {
      throw messages.notServed();
    }
    return notebook;
  };

  const insertCell = async () => {
    const notebook = await shownNotebook();
    if (notebook) {
      await insert(notebook, variables() ?? {});
      void notify.information(messages.cellInserted());
    }
  };

  const offerCell = async (message: string) => {
    if ((await notify.information(message, messages.insertCell())) === messages.insertCell()) {
      await insertCell();
    }
  };

  return {
    insertCredentialsCell: insertCell,
    useCredentialsInNotebook: async () => {
      const notebook = await shownNotebook();
      if (!notebook) {
        return;
      }
      if (!(await hasJupyter())) {
        return offerCell(messages.noJupyter());
      }
      const outcome = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: messages.waitingForKernel() },
        () => kernels.use(notebook.uri),
      );
      if (outcome !== 'used') {
        return offerCell(outcome === 'noKernel' ? messages.noKernel() : messages.notAllowed());
      }
      const isRepeated = kernels.isRepeated(notebook.uri);
      const [message, button] = isRepeated
        ? [messages.usedAlways(), messages.repeatNoMore()]
        : [messages.used(), messages.repeat()];
      if ((await notify.information(message, button)) === button) {
        await kernels.setRepeated(notebook.uri, !isRepeated);
      }
    },
  };
}

/** Inserts the cell at the top, or replaces the one that is there. */
async function insert(notebook: vscode.NotebookDocument, variables: Variables): Promise<void> {
  const cells = notebook.getCells();
  const language = languageOf(notebook);
  const code = kernelCode(language, variables);
  if (code === undefined) {
    throw messages.otherLanguage(language);
  }
  const text = `${CELL_COMMENT}\n${code}`;
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, language);
  const index = cells.findIndex(({ document }) => document.lineAt(0).text === CELL_COMMENT);
  const range = index === -1 ? new vscode.NotebookRange(0, 0) : new vscode.NotebookRange(index, index + 1);
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.replaceCells(range, [cell])]);
  await vscode.workspace.applyEdit(edit);
}

/** The language of its code: that of the first cell, else the one that the notebook names. */
function languageOf(notebook: vscode.NotebookDocument): string {
  const first = notebook.getCells().find(({ kind }) => kind === vscode.NotebookCellKind.Code);
  const { metadata } = notebook as { readonly metadata: { readonly metadata?: NotebookMetadata } };
  return first?.document.languageId ?? metadata.metadata?.language_info?.name ?? 'python';
}

/** The part of a notebook's own metadata that is used (nbformat 4). */
interface NotebookMetadata {
  readonly language_info?: { readonly name?: string };
}
