import { BACK, type Dialogs } from '../core/dialogs.js';
import type { Integration } from '../core/integration.js';
import type { SourceCommands } from '../core/source.js';
import { type LocalCommand, noneDefined } from './outline.js';
import { type Definition, type Entry, isInvalid } from './definition/definition.js';
import type { Finding } from './check/finding.js';
import type { Forgettable } from './forgetSignIns.js';
import * as messages from './messages.js';
import type { WizardPorts } from './wizard/ports.js';

/** What the commands need of the source. */
export interface Defined extends Forgettable {
  readonly entries: readonly Entry[];
  readonly wizardPorts: WizardPorts;
  entryOf(integration: Integration): Entry;
  /** See {@link checkIntegration}. */
  check(entry: Entry, signal: AbortSignal): Promise<readonly Finding[]>;
  /** Milliseconds since the epoch. */
  now(): number;
  showReport(title: string, text: string): Promise<void>;
}

/**
 * What this source's users can do besides signing in and out. From the palette, they are asked with which integration. The
 * wizards are loaded on first use.
 */
export function localCommands(source: Defined, dialogs: Dialogs): Record<LocalCommand, SourceCommands[string]> {
  const withEntry = async (
    integration: Integration | undefined,
    title: string,
    use: (entry: Entry) => Promise<unknown>,
    isOffered: (entry: Entry) => boolean = () => true,
  ) => {
    const entry = integration ? source.entryOf(integration) : await pick(source, dialogs, title, isOffered);
    if (entry) {
      await use(entry);
    }
  };
  return {
    addIntegration: async () => {
      const { addIntegration } = await import('./wizard/addIntegration.js');
      await addIntegration(source.wizardPorts);
    },
    addIntegrationFromJson: async () => {
      const { addIntegrationFromJson } = await import('./connectJson/addFromJson.js');
      await addIntegrationFromJson(source.wizardPorts);
    },
    editIntegration: (integration) =>
      withEntry(integration, messages.pickToEdit(), async (entry) => {
        const { editIntegration } = await import('./wizard/editIntegration.js');
        await editIntegration(source.wizardPorts, entry);
      }),
    removeIntegration: (integration) =>
      withEntry(integration, messages.pickToRemove(), async (entry) => {
        const { removeIntegration } = await import('./wizard/removeIntegration.js');
        await removeIntegration(source.wizardPorts, entry);
      }),
    checkIntegration: (integration) =>
      withEntry(integration, messages.pickToCheck(), (entry) => showCheck(source, dialogs, entry)),
    copyConnectRequest: (integration) =>
      withEntry(integration, messages.pickToCopy(), (entry) => copyRequest(source.wizardPorts, entry), isDefinition),
    forgetLocalSignIns: async () => {
      const { forgetSignIns } = await import('./forgetSignIns.js');
      await forgetSignIns(source, dialogs);
    },
  };
}

async function showCheck(source: Defined, dialogs: Dialogs, entry: Entry): Promise<void> {
  const name = isInvalid(entry) ? entry.label : (entry.displayName ?? entry.name);
  const findings = await dialogs.during(messages.checking(name), (signal) => source.check(entry, signal));
  const { checkReport } = await import('./check/report.js');
  await source.showReport(messages.checkTitle(name), checkReport(name, findings, source.now()));
}

async function copyRequest(ports: WizardPorts, entry: Entry): Promise<void> {
  if (isDefinition(entry)) {
    const { copyConnectRequest } = await import('./connectJson/copyRequest.js');
    await copyConnectRequest(ports, entry);
  }
}

function isDefinition(entry: Entry): entry is Definition {
  return !isInvalid(entry);
}

async function pick(
  { entries, wizardPorts }: Defined,
  dialogs: Dialogs,
  title: string,
  isOffered: (entry: Entry) => boolean,
): Promise<Entry | undefined> {
  const offered = entries.filter(isOffered);
  if (entries.length === 0) {
    const add = messages.addIntegration();
    if ((await dialogs.tell(noneDefined(), add)) === add) {
      const { addIntegration } = await import('./wizard/addIntegration.js');
      await addIntegration(wizardPorts);
    }
    return undefined;
  }
  if (offered.length === 0) {
    await dialogs.tell(messages.noneUsable());
    return undefined;
  }
  const picked = await dialogs.choose({
    title,
    prompt: messages.pickIntegration(),
    choices: offered.map((entry) => ({
      label: isInvalid(entry) ? entry.label : (entry.displayName ?? entry.name),
      description: isInvalid(entry) ? entry.problem : (entry.server.issuer ?? entry.server.tokenUri),
      value: entry,
    })),
  });
  return picked === BACK ? undefined : picked;
}
