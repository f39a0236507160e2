import { BACK, type Dialogs } from '../../core/dialogs.js';
import { definitionFromConnect, type ImportedDefinition } from './import.js';
import type { Definition } from '../definition/definition.js';
import { addBySteps } from '../wizard/addIntegration.js';
import { type Draft, draftOf, type WizardStep } from '../wizard/draft.js';
import { integrationSteps } from '../wizard/integrationSteps.js';
import { isChangeable, takenIds } from '../wizard/integrationList.js';
import * as messages from '../wizard/messages.js';
import { isTaken } from '../wizard/nameSteps.js';
import type { WizardPorts } from '../wizard/ports.js';

/**
 * Adds an integration from JSON, asks for what is missing, and signs in if the user wants that. Returns it; `undefined` if
 * the user has given up, or can't change the setting. Throws `CredentialError` when it can't be saved.
 *
 * @param text the text at first
 */
export async function addIntegrationFromJson(ports: WizardPorts, text = ''): Promise<Definition | undefined> {
  if (!(await isChangeable(ports))) {
    return undefined;
  }
  const taken = takenIds(ports.settings);
  const json = jsonStep(ports.dialogs, text);
  const steps = [
    json,
    ...integrationSteps(ports, taken, () => false).map((step) => ({
      ...step,
      isPreset: (draft: Draft) => !isMissing(step.name, draft, json.read(), taken),
    })),
  ];
  return addBySteps(ports, messages.addFromJson(), steps);
}

/** Whether the JSON lacks what a step asks for. */
function isMissing(
  step: string,
  draft: Draft,
  imported: ImportedDefinition | undefined,
  takenIds: ReadonlySet<string>,
): boolean {
  if (step === 'clientSecret') {
    return imported?.clientSecret === undefined;
  }
  const { name } = draftOf(imported?.fields);
  return step === 'name' && (name === '' || isTaken({ ...draft, name }, takenIds));
}

/** The step that asks for JSON, and remembers what it has read last. */
function jsonStep(
  dialogs: Dialogs,
  given: string,
): WizardStep & { readonly read: () => ImportedDefinition | undefined } {
  let json = given;
  let imported: ImportedDefinition | undefined;
  return {
    name: 'json',
    isNeeded: () => true,
    read: () => imported,
    ask: async (draft, step) => {
      const text = await dialogs.text({
        ...step,
        prompt: messages.pasteJson(),
        value: json,
        problemOf: (typed) => {
          const read = definitionFromConnect(typed);
          return 'problem' in read ? read.problem : undefined;
        },
      });
      if (text === undefined || text === BACK) {
        return text;
      }
      if (imported && text === json) {
        return draft;
      }
      const read = definitionFromConnect(text);
      if ('problem' in read) {
        throw messages.notUsable(read.problem);
      }
      [json, imported] = [text, read];
      return { ...draftOf(read.fields, read.notTaken), clientSecret: read.clientSecret };
    },
  };
}
