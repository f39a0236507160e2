import { BACK, type Dialogs } from '../core/dialogs.js';
import type { Integration } from '../core/integration.js';
import type { SourceCommands } from '../core/source.js';
import type { Finding } from '../core/finding.js';
import { checkReport } from './check/report.js';
import { addIntegrationFromJson } from './connectJson/addFromJson.js';
import { copyConnectRequest } from './connectJson/copyRequest.js';
import { type LocalCommand, noneDefined } from './outline.js';
import { type Definition, type Entry, isInvalid } from './definition/definition.js';
import { type Forgettable, forgetSignIns } from './forgetSignIns.js';
import * as messages from './messages.js';
import { addIntegration } from './wizard/addIntegration.js';
import { editIntegration } from './wizard/editIntegration.js';
import type { WizardPorts } from './wizard/ports.js';
import { removeIntegration } from './wizard/removeIntegration.js';

/** What the commands need of the source. */
export interface Defined {
  /** What can be deleted. */
  readonly stored: Forgettable;
  readonly entries: readonly Entry[];
  readonly wizardPorts: WizardPorts;
  entryOf(integration: Integration): Entry;
  /** See {@link checkIntegration}. */
  checkEntry(entry: Entry, signal: AbortSignal): Promise<readonly Finding[]>;
  /** Milliseconds since the epoch. */
  now(): number;
  showReport(title: string, text: string): Promise<void>;
}

/**
 * What users can do with this source besides signing in and out. From the palette, they are asked for the integration. Loaded,
 * with the wizards, on first use.
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
      await addIntegration(source.wizardPorts);
    },
    addIntegrationFromJson: async () => {
      await addIntegrationFromJson(source.wizardPorts);
    },
    editIntegration: (integration) =>
      withEntry(integration, messages.pickToEdit(), async (entry) => {
        await editIntegration(source.wizardPorts, entry);
      }),
    removeIntegration: (integration) =>
      withEntry(integration, messages.pickToRemove(), async (entry) => {
        await removeIntegration(source.wizardPorts, entry);
      }),
    checkIntegration: (integration) =>
      withEntry(integration, messages.pickToCheck(), (entry) => showCheck(source, dialogs, entry)),
    copyConnectRequest: (integration) =>
      withEntry(integration, messages.pickToCopy(), (entry) => copyRequest(source.wizardPorts, entry), isDefinition),
    forgetLocalSignIns: async () => {
      await forgetSignIns(source.stored, dialogs);
    },
  };
}

async function showCheck(source: Defined, dialogs: Dialogs, entry: Entry): Promise<void> {
  const name = isInvalid(entry) ? entry.label : (entry.displayName ?? entry.name);
  const findings = await dialogs.during(messages.checking(name), (signal) => source.checkEntry(entry, signal));
  await source.showReport(messages.checkTitle(name), checkReport(name, findings, source.now()));
}

async function copyRequest(ports: WizardPorts, entry: Entry): Promise<void> {
  if (isDefinition(entry)) {
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
