import * as vscode from 'vscode';
import { ok, escapeLinks } from './messages.js';

/** Asks by buttons; answers with the title of the one that was pressed, if any. */
export type Notify = (message: string, ...buttons: string[]) => Thenable<string | undefined>;

export interface Notifications {
  readonly information: Notify;
  readonly warning: Notify;
  readonly error: Notify;
}

/** Characters of which VS Code surely shows all in the one line that a message without buttons has. */
const LINE_LENGTH = 50;

/** VS Code's pop-ups. Their messages are shown as they are, whatever a server has put into them. */
export const notifications: Notifications = {
  information: (message, ...buttons) =>
    vscode.window.showInformationMessage(escapeLinks(message), ...buttonsFor(message, buttons)),
  warning: (message, ...buttons) =>
    vscode.window.showWarningMessage(escapeLinks(message), ...buttonsFor(message, buttons)),
  error: (message, ...buttons) => vscode.window.showErrorMessage(escapeLinks(message), ...buttonsFor(message, buttons)),
};

/** VS Code cuts a message without buttons after one line. */
export function buttonsFor(message: string, buttons: readonly string[]): readonly string[] {
  return buttons.length === 0 && message.length > LINE_LENGTH ? [ok()] : buttons;
}
