import * as vscode from 'vscode';
import type { DiagnosticSection } from '../core/source.js';
import { BROKER_SETTING, isBrokerEnabled } from './adapters.js';
import * as brokerMessages from './brokerMessages.js';
import type { ShownBroker } from './brokerStatus.js';
import type { CommandHandlers } from './commands.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';
import { shellWith, userShell } from './shellWith.js';

function stateOf({ url, hasFailed, isWithheld }: ShownBroker, isInSession: boolean): brokerMessages.BrokerState {
  if (isInSession) {
    return isWithheld ? 'restrictedInSession' : isBrokerEnabled() ? 'servedByWorkbench' : 'offInSession';
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
 * The commands that show whether code in terminals gets access tokens, turn that on and off, and open a terminal without it.
 *
 * @param variables the names of those that lead code to the broker, or to a Workbench
 * @param allow called when the user allows it in Restricted Mode
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
    switch (await notify.information(message, brokerMessages.allowInWindow(), brokerMessages.manageTrust())) {
      case brokerMessages.allowInWindow():
        allow();
        return;
      case brokerMessages.manageTrust():
        await vscode.commands.executeCommand('workbench.trust.manage');
    }
  };
  return {
    openTerminalWithoutCredentials: () => {
      const removed = Object.fromEntries(variables.map((name) => [name, undefined]));
      const shell = shellWith(userShell(vscode.env.shell), removed, process.platform);
      vscode.window.createTerminal({ name: brokerMessages.terminalWithoutCredentials(), ...shell }).show();
    },
    credentialsInTerminals: async () => {
      const state = stateOf(broker, isInSession);
      const message = brokerMessages.brokerState(state);
      switch (state) {
        case 'servedByWorkbench':
          await notify.information(message);
          return;
        case 'off':
        case 'offInSession':
          return offer(message, brokerMessages.turnOn(), () => setEnabled(true));
        case 'on':
          return offer(message, brokerMessages.turnOff(), () => setEnabled(false));
        case 'restricted':
        case 'restrictedInSession':
          return askToAllow(message);
        case 'failed':
          return offer(message, messages.showLog(), () => execute('showLog'));
        case 'nothingToServe':
          return offer(message, messages.addIntegration(), () => execute('addIntegration'));
      }
    },
  };
}

/** The section for the diagnostics. */
export function brokerSection(broker: ShownBroker, isInSession: boolean): DiagnosticSection {
  const { url } = broker;
  return {
    title: brokerMessages.brokerName(),
    facts: [
      [brokerMessages.brokerStateLabel(), brokerMessages.brokerState(stateOf(broker, isInSession))],
      ...(url === undefined ? [] : [[brokerMessages.brokerAddressLabel(), url] as const]),
    ],
  };
}

async function setEnabled(isEnabled: boolean): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('availableCredentials');
  // On is the default and needs no entry in the user's settings.
  await configuration.update(BROKER_SETTING, isEnabled ? undefined : false, vscode.ConfigurationTarget.Global);
}
