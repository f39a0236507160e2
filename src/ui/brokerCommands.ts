import * as vscode from 'vscode';
import type { DiagnosticSection } from '../core/source.js';
import { BROKER_SETTING, isBrokerEnabled, type ShownBroker } from './brokerStatus.js';
import type { CommandHandlers } from './commands.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';
import { shellWithout } from './shellWithout.js';

/** Whether code in terminals is answered, and if not, why. */
type State = 'answeredByWorkbench' | 'off' | 'on' | 'restricted' | 'failed' | 'nothingToServe';

function stateOf({ url, hasFailed, isWithheld }: ShownBroker, isInSession: boolean): State {
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
 * Tells whether code in terminals is answered, turns that on and off, and opens a terminal that is never answered.
 *
 * @param variables the names of those that lead code to the broker, or to a Workbench
 * @param allow the user agrees to it in Restricted Mode
 */
export function brokerCommands(
  broker: ShownBroker,
  notify: Notifications,
  isInSession: boolean,
  variables: readonly string[],
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
    openTerminalWithoutCredentials: () => {
      const shell = shellWithout(vscode.env.shell, variables, process.platform);
      vscode.window.createTerminal({ name: messages.terminalWithoutCredentials(), ...shell }).show();
    },
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
export function brokerSection(broker: ShownBroker, isInSession: boolean): DiagnosticSection {
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
  await configuration.update(BROKER_SETTING, isEnabled ? undefined : false, vscode.ConfigurationTarget.Global);
}
