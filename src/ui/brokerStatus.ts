import * as vscode from 'vscode';
import type { DiagnosticSection } from '../core/diagnostics.js';
import type { Disposable, Event } from '../core/ports.js';
import type { CommandHandlers } from './commands.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';

const SETTING = 'broker.enabled';

/** What is shown of a broker. */
interface Broker {
  /** Where it listens, while it does. */
  readonly url: string | undefined;
  /** Whether it is wanted, and could not start. */
  readonly hasFailed: boolean;
  /** Whether it is wanted, and the user has not agreed to it in Restricted Mode. */
  readonly isWithheld: boolean;
  readonly onDidChange: Event<void>;
}

/** Whether the user wants code in terminals to be answered. */
export function isBrokerEnabled(): boolean {
  return vscode.workspace.getConfiguration('availableCredentials').get<unknown>(SETTING) !== false;
}

/** Shows in the status bar that code in terminals is answered, while it is, or that the user has to allow that first. */
export class BrokerStatus implements Disposable {
  readonly #item = vscode.window.createStatusBarItem('availableCredentials.broker', vscode.StatusBarAlignment.Right, 1);
  readonly #changes: Disposable;

  constructor(private readonly broker: Broker) {
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

/** Whether code in terminals is answered, and if not, why. */
type State = 'answeredByWorkbench' | 'off' | 'on' | 'restricted' | 'failed' | 'nothingToServe';

function stateOf({ url, hasFailed, isWithheld }: Broker, isInSession: boolean): State {
  if (isInSession) {
    return 'answeredByWorkbench';
  }
  if (!isBrokerEnabled()) {
    return 'off';
  }
  if (isWithheld) {
    return 'restricted';
  }
  return url === undefined ? (hasFailed ? 'failed' : 'nothingToServe') : 'on';
}

/**
 * Tells whether code in terminals is answered, and turns that on and off.
 *
 * @param allow the user agrees to it in Restricted Mode
 */
export function brokerCommands(
  broker: Broker,
  notify: Notifications,
  isInSession: boolean,
  allow: () => void,
): CommandHandlers {
  const offer = async (message: string, button: string, onPressed: () => Promise<void>) => {
    if ((await notify.information(message, button)) === button) {
      await onPressed();
    }
  };
  const execute = async (command: string) => {
    await vscode.commands.executeCommand(`availableCredentials.${command}`);
  };
  const askToAllow = async (message: string) => {
    switch (await notify.information(message, messages.allowInWindow(), messages.manageTrust())) {
      case messages.allowInWindow():
        allow();
        return;
      case messages.manageTrust():
        await vscode.commands.executeCommand('workbench.trust.manage');
    }
  };
  return {
    credentialsInTerminals: async () => {
      const state = stateOf(broker, isInSession);
      const message = messages.ofBroker(state);
      switch (state) {
        case 'answeredByWorkbench':
          await notify.information(message);
          return;
        case 'off':
          return offer(message, messages.turnOn(), () => setEnabled(true));
        case 'on':
          return offer(message, messages.turnOff(), () => setEnabled(false));
        case 'restricted':
          return askToAllow(message);
        case 'failed':
          return offer(message, messages.showLog(), () => execute('showLog'));
        case 'nothingToServe':
          return offer(message, messages.addIntegration(), () => execute('addIntegration'));
      }
    },
  };
}

/** What the diagnostics tell of it. */
export function brokerSection(broker: Broker, isInSession: boolean): DiagnosticSection {
  const { url } = broker;
  return {
    title: messages.brokerName(),
    facts: [
      [messages.brokerStateLabel(), messages.ofBroker(stateOf(broker, isInSession))],
      ...(url === undefined ? [] : [[messages.brokerAddressLabel(), url] as const]),
    ],
  };
}

async function setEnabled(isEnabled: boolean): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('availableCredentials');
  // On is the default, and needs no entry among the user's settings.
  await configuration.update(SETTING, isEnabled ? undefined : false, vscode.ConfigurationTarget.Global);
}
