import * as vscode from 'vscode';
import type { DialogWindow } from './dialogs.js';
import { escapeLinks } from './messages.js';

/** How the user is told what to do by hand. The texts may hold a server's. */
export interface Instructions {
  /** Asks in a dialog whether to open the page where it is done; resolves with whether the user pressed the button. */
  offer(instruction: string, detail: string, button: string): Promise<boolean>;
  /** Shows it in a notification until `ended` is aborted. `cancel` is called when the user cancels that. */
  show(instruction: string, ended: AbortSignal, cancel: () => void): void;
}

/** What of VS Code's `window` shows instructions. */
export type InstructionWindow = Pick<DialogWindow, 'withProgress'> & {
  showInformationMessage(
    message: string,
    options: vscode.MessageOptions,
    ...buttons: string[]
  ): Thenable<string | undefined>;
};

/**
 * A dialog, and not a notification, comes before the page: it shows the whole text, does not disappear by itself, and closes
 * with the answer. While the user is in the browser, the notification of a progress stays: no other one can be closed again.
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
      // Its button also makes VS Code show more than one line.
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
