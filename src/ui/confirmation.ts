import * as vscode from 'vscode';
import * as messages from './messages.js';

/** Milliseconds for which the status bar shows a confirmation. */
export const CONFIRMATION_TIME = 4_000;

/** Copies a text and shows a confirmation in the status bar. */
export async function copyAndConfirm(text: string, confirmation: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`$(check) ${messages.escapeIcons(confirmation)}`, CONFIRMATION_TIME);
}
