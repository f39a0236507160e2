import * as vscode from 'vscode';
import type { DialogWindow } from './dialogs.js';
import { escapeLinks } from './messages.js';

/** Tells the user what to do by hand. Texts may come from a server. */
export interface Instructions {
  /** Offers in a dialog to open the page; resolves with whether the user selected the button. */
  offer(instruction: string, detail: string, button: string): Promise<boolean>;
  /** Shows a notification until `ended` is aborted. Calls `cancel` when the user cancels it. */
  show(instruction: string, ended: AbortSignal, cancel: () => void): void;
}

/** The part of VS Code's `window` that shows instructions. */
export type InstructionWindow = Pick<DialogWindow, 'withProgress'> & {
  showInformationMessage(
    message: string,
    options: vscode.MessageOptions,
    ...buttons: string[]
  ): Thenable<string | undefined>;
};

/**
 * Shows a modal dialog before the page opens, since it shows the whole text and does not disappear by itself. While the
 * user is in the browser, it shows a progress notification, the only kind that an extension can close.
 */
export class EditorInstructions implements Instructions {
  constructor(private readonly window: InstructionWindow = vscode.window) {}

  async offer(instruction: string, detail: string, button: string): Promise<boolean> {
    const options = { modal: true, detail };
    return (await this.window.showInformationMessage(escapeLinks(instruction), options, button)) === button;
  }

  show(instruction: string, ended: AbortSignal, cancel: () => void): void {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: escapeLinks(instruction),
      // With a button, VS Code shows more than one line.
      cancellable: true,
    };
    void this.window.withProgress(options, (_progress, token) => {
      const cancelled = token.onCancellationRequested(cancel);
      return whenAborted(ended).finally(() => void cancelled.dispose());
    });
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
