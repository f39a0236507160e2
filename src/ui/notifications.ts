import * as vscode from 'vscode';
import { escapeLinks, ok } from './messages.js';

/** Shows a message with buttons; resolves with the title of the selected one, if any. */
export type Notify = (message: string, ...buttons: string[]) => Thenable<string | undefined>;

export interface Notifications {
  readonly information: Notify;
  readonly warning: Notify;
  readonly error: Notify;
}

/** Characters that fit in the single line that VS Code shows of a message without buttons. */
const LINE_LENGTH = 50;

/** VS Code's notifications. Links in messages are escaped, since texts may come from a server. */
export const notifications: Notifications = {
  information: (message, ...buttons) =>
    vscode.window.showInformationMessage(escapeLinks(message), ...buttonsFor(message, buttons)),
  warning: (message, ...buttons) =>
    vscode.window.showWarningMessage(escapeLinks(message), ...buttonsFor(message, buttons)),
  error: (message, ...buttons) => vscode.window.showErrorMessage(escapeLinks(message), ...buttonsFor(message, buttons)),
};

/** VS Code truncates a message without buttons after one line: adds *OK* to a long one. */
export function buttonsFor(message: string, buttons: readonly string[]): readonly string[] {
  return buttons.length === 0 && message.length > LINE_LENGTH ? [ok()] : buttons;
}
