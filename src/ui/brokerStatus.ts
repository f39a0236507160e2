import * as vscode from 'vscode';
import type { Disposable, Event } from '../core/ports.js';
import * as messages from './brokerMessages.js';

/** What the UI shows about a broker. */
export interface ShownBroker {
  /** Its address while it is running. */
  readonly url: string | undefined;
  /** Whether it should be running but could not be started. */
  readonly hasFailed: boolean;
  /** Whether it should be running but the user has not allowed it in Restricted Mode yet. */
  readonly isWithheld: boolean;
  readonly onDidChange: Event<void>;
}

/** Shows in the status bar that code in terminals gets access tokens, or that the user has to allow it first. */
export class BrokerStatus implements Disposable {
  readonly #item = vscode.window.createStatusBarItem('availableCredentials.broker', vscode.StatusBarAlignment.Right, 1);
  readonly #changes: Disposable;

  /** @param isInSession whether Workbench answers code: then only what the user has to allow is shown */
  constructor(
    private readonly broker: ShownBroker,
    private readonly isInSession: boolean,
  ) {
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
    if (!isWithheld && (url === undefined || this.isInSession)) {
      this.#item.hide();
      return;
    }
    const state = isWithheld ? (this.isInSession ? 'restrictedInSession' : 'restricted') : 'on';
    this.#item.text = `$(${isWithheld ? 'shield' : 'key'}) ${messages.brokerShort()}`;
    this.#item.tooltip = messages.brokerTooltip(state);
    this.#item.accessibilityInformation = { label: messages.brokerState(state) };
    this.#item.show();
  }
}
