import * as vscode from 'vscode';
import type { Disposable, Event } from '../core/ports.js';
import type { CommandHandlers } from './commands.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';

const SETTING = 'broker.enabled';

/** What is shown of a broker. */
interface Broker {
  /** Where it listens, while it does. */
  readonly url: string | undefined;
  readonly onDidChange: Event<void>;
}

/** Whether the user wants code in terminals to be answered. */
export function isBrokerEnabled(): boolean {
  return vscode.workspace.getConfiguration('availableCredentials').get<unknown>(SETTING) !== false;
}

/** Shows in the status bar that code in terminals is answered, while it is. */
export class BrokerStatus implements Disposable {
  readonly #item = vscode.window.createStatusBarItem('availableCredentials.broker', vscode.StatusBarAlignment.Right, 1);
  readonly #changes: Disposable;

  constructor(private readonly broker: Broker) {
    this.#item.name = messages.brokerName();
    this.#item.text = `$(key) ${messages.brokerShort()}`;
    this.#item.tooltip = messages.brokerIsOn();
    this.#item.accessibilityInformation = { label: messages.brokerIsOn() };
    this.#item.command = 'availableCredentials.credentialsInTerminals';
    this.#changes = broker.onDidChange(() => this.#show());
    this.#show();
  }

  dispose(): void {
    this.#changes.dispose();
    this.#item.dispose();
  }

  #show(): void {
    if (this.broker.url === undefined) {
      this.#item.hide();
    } else {
      this.#item.show();
    }
  }
}

/** Tells whether code in terminals is answered, and turns that on and off. */
export function brokerCommands(broker: Broker, notify: Notifications, isInSession: boolean): CommandHandlers {
  return {
    credentialsInTerminals: async () => {
      if (isInSession) {
        await notify.information(messages.answeredByWorkbench());
      } else if (!isBrokerEnabled()) {
        const answer = await notify.information(messages.brokerIsOff(), messages.turnOn());
        await (answer === messages.turnOn() ? setEnabled(true) : undefined);
      } else if (broker.url === undefined) {
        const answer = await notify.information(messages.nothingToServe(), messages.addIntegration());
        await (answer === undefined
          ? undefined
          : vscode.commands.executeCommand('availableCredentials.addIntegration'));
      } else {
        const answer = await notify.information(messages.brokerIsOn(), messages.turnOff());
        await (answer === messages.turnOff() ? setEnabled(false) : undefined);
      }
    },
  };
}

async function setEnabled(isEnabled: boolean): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('availableCredentials');
  // On is the default, and needs no entry among the user's settings.
  await configuration.update(SETTING, isEnabled ? undefined : false, vscode.ConfigurationTarget.Global);
}
