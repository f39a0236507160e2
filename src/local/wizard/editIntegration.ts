import { type Definition, type Entry, isInvalid } from '../definition/definition.js';
import { parseDefinition } from '../definition/parser.js';
import { reusableAfterEdit } from '../definition/changes.js';
import { accountStep, clientSteps } from './clientSteps.js';
import { type Draft, draftOf, fieldsOf } from './draft.js';
import { isChangeable, located } from './integrationList.js';
import * as messages from './messages.js';
import { displayNameStep, nameStep } from './nameSteps.js';
import type { WizardPorts } from './ports.js';
import { save } from './save.js';
import { scopeSteps } from './scopeSteps.js';
import { endpointSteps, serverSteps } from './serverSteps.js';
import { summaryStep } from './summaryStep.js';
import { runSteps } from './runSteps.js';

/**
 * Edits an integration in the steps in which it was added, with what there is filled in; also one that is wrong.
 * Returns it; `undefined` if the user has given up, or may not change the setting. Throws `CredentialError` when it is
 * gone or can't be saved.
 *
 * @param entry as it was parsed from the setting
 */
export async function editIntegration(ports: WizardPorts, entry: Entry): Promise<Definition | undefined> {
  if (!(await isChangeable(ports))) {
    return undefined;
  }
  const { raw, others } = located(ports.settings, entry);
  const takenIds = new Set(others.flatMap(({ id }) => id ?? []));
  // What is kept of an integration is its twin's too, and stays with that one.
  const hasTwin = entry.id !== undefined && takenIds.has(entry.id);
  const hasSecret = entry.id !== undefined && !hasTwin && (await ports.keeping.hasClientSecret(entry.id));
  const steps = [
    ...serverSteps(ports),
    accountStep(ports),
    ...endpointSteps(ports),
    ...clientSteps(ports, (draft) => hasSecret && isSameClient(entry, draft)),
    ...scopeSteps(ports),
    nameStep(ports, takenIds),
    displayNameStep(ports),
    summaryStep(ports, entry),
  ];
  const draft = await runSteps(messages.editIntegration(labelOf(entry)), steps, draftOf(raw));
  return draft && save(ports, draft, raw, hasTwin ? undefined : entry);
}

/** Whether the client secret of an entry is that of a draft too. */
function isSameClient(entry: Entry, draft: Draft): boolean {
  const after = parseDefinition(fieldsOf(draft));
  return !isInvalid(after) && (isInvalid(entry) ? after.id === entry.id : reusableAfterEdit(entry, after).clientSecret);
}

function labelOf(entry: Entry): string {
  return isInvalid(entry) ? entry.label : (entry.displayName ?? entry.name);
}
