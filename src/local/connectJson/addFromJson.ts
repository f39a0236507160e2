import { BACK, type Dialogs } from '../../core/dialogs.js';
import type { Definition } from '../definition/definition.js';
import { clientSecretStep } from '../wizard/clientSteps.js';
import { draftOf } from '../wizard/draft.js';
import { isChangeable, takenIds } from '../wizard/integrationList.js';
import * as messages from '../wizard/messages.js';
import { isTaken, nameStep } from '../wizard/nameSteps.js';
import type { WizardPorts } from '../wizard/ports.js';
import { runSteps, type WizardStep } from '../wizard/runSteps.js';
import { save } from '../wizard/save.js';
import { summaryStep } from '../wizard/summaryStep.js';
import { definitionFromConnect, type ImportedDefinition } from './import.js';

/**
 * Adds an integration from JSON and asks for what is missing there. Returns the integration; `undefined` if the user
 * cancels or may not change the setting. Throws `CredentialError` if it can't be saved.
 *
 * @param text the initial text
 */
export async function addIntegrationFromJson(ports: WizardPorts, text = ''): Promise<Definition | undefined> {
  if (!(await isChangeable(ports))) {
    return undefined;
  }
  const taken = takenIds(ports.settings);
  const json = jsonStep(ports.dialogs, text);
  const secret = clientSecretStep(ports, () => false);
  const name = nameStep(ports, taken);
  const steps: readonly WizardStep[] = [
    json,
    { ...secret, isNeeded: (draft) => secret.isNeeded(draft) && json.read()?.clientSecret === undefined },
    {
      ...name,
      isNeeded: (draft) => {
        const imported = draftOf(json.read()?.fields).name;
        return imported === '' || isTaken({ ...draft, name: imported }, taken);
      },
    },
    summaryStep(ports, undefined),
  ];
  const draft = await runSteps(messages.addFromJson(), steps, draftOf(undefined));
  return draft && save(ports, draft);
}

/** The step that asks for JSON. `read` returns what was last imported. */
function jsonStep(
  dialogs: Dialogs,
  initial: string,
): WizardStep & { readonly read: () => ImportedDefinition | undefined } {
  let json = initial;
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
      return { ...draftOf(read.fields, read.ignored), clientSecret: read.clientSecret };
    },
  };
}
