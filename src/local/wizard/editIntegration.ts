import { type Definition, type Entry, isInvalid } from '../definition/definition.js';
import { parseDefinition } from '../definition/parser.js';
import { reusableAfterEdit } from '../definition/changes.js';
import { type Draft, draftOf, fieldsOf } from './draft.js';
import { isChangeable, located } from './integrationList.js';
import { integrationSteps } from './integrationSteps.js';
import * as messages from './messages.js';
import type { WizardPorts } from './ports.js';
import { withKnownProvider } from './providerSteps.js';
import { save } from './save.js';
import { summaryStep } from './summaryStep.js';
import { runSteps } from '../../core/wizardSteps.js';

/**
 * Edits an integration, right or wrong: shows its fields, and asks for those that the user picks. Returns it;
 * `undefined` if the user has given up, or can't change the setting. Throws `CredentialError` when the integration no
 * longer exists or can't be saved.
 *
 * @param entry as it was parsed from the setting
 */
export async function editIntegration(ports: WizardPorts, entry: Entry): Promise<Definition | undefined> {
  if (!(await isChangeable(ports))) {
    return undefined;
  }
  const { raw, others } = located(ports.settings, entry);
  const takenIds = new Set(others.flatMap(({ id }) => id ?? []));
  // Two entries with the same ID share their credentials, which stay with the other one.
  const hasTwin = entry.id !== undefined && takenIds.has(entry.id);
  const hasSecret = entry.id !== undefined && !hasTwin && (await ports.keeping.hasClientSecret(entry.id));
  const fieldSteps = integrationSteps(ports, takenIds, (draft) => hasSecret && isSameClient(entry, draft));
  const steps = [...fieldSteps.map((step) => ({ ...step, isPreset: () => true })), summaryStep(ports, entry)];
  const start = withKnownProvider(draftOf(raw), await ports.providers());
  const draft = await runSteps(messages.editIntegration(labelOf(entry)), steps, start);
  return draft && save(ports, draft, raw, hasTwin ? undefined : entry);
}

/** Whether the client secret of an entry is valid for a draft, too. */
function isSameClient(entry: Entry, draft: Draft): boolean {
  const after = parseDefinition(fieldsOf(draft));
  return !isInvalid(after) && (isInvalid(entry) ? after.id === entry.id : reusableAfterEdit(entry, after).clientSecret);
}

function labelOf(entry: Entry): string {
  return isInvalid(entry) ? entry.label : (entry.displayName ?? entry.name);
}
