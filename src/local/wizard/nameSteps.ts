import { isInvalid } from '../definition/definition.js';
import { parseDefinition } from '../definition/parser.js';
import { isRecord } from '../definition/fields.js';
import { type Draft, fieldsOf, nameOf, type WizardStep } from './draft.js';
import { entriesIn } from './integrationList.js';
import * as messages from './messages.js';
import type { WizardPorts } from './ports.js';
import { problemOfNeeded, textStep } from './steps.js';

/**
 * The step that asks for the name if the usual one is in use: that of the provider, or the host of the server.
 *
 * @param takenIds the Integration IDs of the others
 */
export function nameStep({ dialogs, settings }: WizardPorts, takenIds: ReadonlySet<string>): WizardStep {
  const names = new Set(entriesIn(settings).map((entry) => (isRecord(entry) ? entry['name'] : undefined)));
  return textStep(dialogs, {
    name: 'name',
    isNeeded: () => true,
    isPreset: (draft) => !names.has(nameOf(draft)),
    prompt: messages.enterName,
    value: nameOf,
    problemOf: (text, draft) =>
      problemOfNeeded('name', text, messages.name()) ??
      (isTaken({ ...draft, name: text }, takenIds) ? messages.nameTaken() : undefined),
    take: (draft, name) => ({ ...draft, name }),
  });
}

export function displayNameStep({ dialogs }: WizardPorts): WizardStep {
  return textStep(dialogs, {
    name: 'displayName',
    isNeeded: () => true,
    isPreset: () => true,
    prompt: messages.enterDisplayName,
    value: ({ displayName }) => displayName,
    problemOf: () => undefined,
    take: (draft, displayName) => ({ ...draft, displayName }),
  });
}

/** Whether another integration has the Integration ID that a draft makes. */
export function isTaken(draft: Draft, takenIds: ReadonlySet<string>): boolean {
  const entry = parseDefinition(fieldsOf(draft));
  return !isInvalid(entry) && takenIds.has(entry.id);
}
