import * as vscode from 'vscode';
import type { Disposable, Event } from '../core/ports.js';
import * as messages from './brokerMessages.js';

/** What is shown of a broker. */
export interface ShownBroker {
  /** Where it listens, while it does. */
  readonly url: string | undefined;
  /** Whether it is wanted, and could not start. */
  readonly hasFailed: boolean;
  /** Whether it is wanted, and the user has not agreed to it in Restricted Mode. */
  readonly isWithheld: boolean;
  readonly onDidChange: Event<void>;
}

/** Shows in the status bar that code in terminals is answered, while it is, or that the user has to allow that first. */
export class BrokerStatus implements Disposable {
  readonly #item = vscode.window.createStatusBarItem('availableCredentials.broker', vscode.StatusBarAlignment.Right, 1);
  readonly #changes: Disposable;

  constructor(private readonly broker: ShownBroker) {
    this.#item.name = messages.brokerName();
    this.#item.command = 'availableCredentials.credentialsInTerminals';
    this.#changes = broker.onDidChange(() => this.#show());
    this.#show();
  }

  dispose(): void {
    this.#changes.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const { url, isWithheld } = this.broker;
    if (url === undefined && !isWithheld) {
      this.#item.hide();
      return;
    }
    const state = isWithheld ? 'restricted' : 'on';
    this.#item.text = `$(${isWithheld ? 'shield' : 'key'}) ${messages.brokerShort()}`;
    this.#item.tooltip = messages.brokerTooltip(state);
    this.#item.accessibilityInformation = { label: messages.ofBroker(state) };
    this.#item.show();
  }
}
