import { isInvalid } from '../definition/definition.js';
import { parseDefinition } from '../definition/parser.js';
import { isRecord } from '../definition/fields.js';
import { type Draft, fieldsOf, type WizardStep } from './draft.js';
import { entriesIn } from './integrationList.js';
import * as messages from './messages.js';
import type { WizardPorts } from './ports.js';
import { isOfProvider } from './serverSteps.js';
import { problemOfNeeded, textStep } from './steps.js';

/**
 * The step that asks for the name. The first integration of a known provider has the provider's, without a question.
 *
 * @param takenIds the Integration IDs of the others
 */
export function nameStep({ dialogs, settings }: WizardPorts, takenIds: ReadonlySet<string>): WizardStep {
  const names = new Set(entriesIn(settings).map((entry) => (isRecord(entry) ? entry['name'] : undefined)));
  return textStep(dialogs, {
    name: 'name',
    isNeeded: () => true,
    isPreset: (draft) => isOfProvider(draft) && !names.has(draft.name),
    prompt: messages.enterName,
    value: (draft) => (draft.name === '' ? hostOf(draft) : draft.name),
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
    isPreset: isOfProvider,
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

function hostOf({ server, issuer, tokenUri }: Draft): string {
  const url = server === 'issuer' ? issuer : tokenUri;
  return URL.canParse(url) ? new URL(url).hostname : '';
}
