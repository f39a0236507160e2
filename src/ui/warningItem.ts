import * as vscode from 'vscode';
import type { Disposable } from '../core/ports.js';
import { endsSoonShort } from './expiryMessages.js';

/** The command of the item, which the manifest does not contribute: it needs the item. */
const COMMAND = 'availableCredentials.signInBeforeExpiry';

/** A warning in the status bar. A notification could not be withdrawn. */
export class WarningItem implements Disposable {
  readonly #item = vscode.window.createStatusBarItem('availableCredentials.expiry', vscode.StatusBarAlignment.Left);
  readonly #command: Disposable;

  /** @param press called when the user presses the item */
  constructor(press: () => Promise<void>) {
    this.#command = vscode.commands.registerCommand(COMMAND, press);
    this.#item.name = endsSoonShort();
    this.#item.text = `$(warning) ${endsSoonShort()}`;
    this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    this.#item.command = COMMAND;
  }

  /** Shows a sentence as the tooltip and to screen readers; `undefined` hides the item. */
  show(sentence: string | undefined): void {
    if (sentence === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.tooltip = sentence;
    this.#item.accessibilityInformation = { label: sentence };
    this.#item.show();
  }

  dispose(): void {
    this.#command.dispose();
    this.#item.dispose();
  }
}
