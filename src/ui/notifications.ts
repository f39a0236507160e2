import * as vscode from 'vscode';
import { withoutLinks } from './messages.js';

/** Asks by buttons; answers with the title of the one that was pressed, if any. */
export type Notify = (message: string, ...buttons: string[]) => Thenable<string | undefined>;

export interface Notifications {
  readonly information: Notify;
  readonly warning: Notify;
  readonly error: Notify;
}

/** VS Code's pop-ups. Their messages are shown as they are, whatever a server has put into them. */
export const notifications: Notifications = {
  information: (message, ...buttons) => vscode.window.showInformationMessage(withoutLinks(message), ...buttons),
  warning: (message, ...buttons) => vscode.window.showWarningMessage(withoutLinks(message), ...buttons),
  error: (message, ...buttons) => vscode.window.showErrorMessage(withoutLinks(message), ...buttons),
};
