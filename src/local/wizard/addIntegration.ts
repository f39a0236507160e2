import type { Definition } from '../definition/definition.js';
import { type Draft, draftOf, type WizardStep } from './draft.js';
import { integrationSteps } from './integrationSteps.js';
import { isChangeable, takenIds } from './integrationList.js';
import * as messages from './messages.js';
import type { WizardPorts } from './ports.js';
import { providerSteps } from './providerSteps.js';
import { save } from './save.js';
import { summaryStep } from './summaryStep.js';
import { runSteps } from '../../core/wizardSteps.js';

/**
 * Adds an integration step by step, of a known provider or of any other server, and signs in to it if the user wants that.
 * Returns it; `undefined` if the user has given up, or can't change the setting. Throws `CredentialError` when it can't be
 * saved.
 */
export async function addIntegration(ports: WizardPorts): Promise<Definition | undefined> {
  if (!(await isChangeable(ports))) {
    return undefined;
  }
  const steps = [
    ...providerSteps(ports, await ports.providers()),
    ...integrationSteps(ports, takenIds(ports.settings), () => false),
  ];
  return addBySteps(ports, messages.addIntegration(), steps);
}

/** Asks what the steps ask, shows the summary, saves, and signs in if the user wants that. */
export async function addBySteps(
  ports: WizardPorts,
  title: string,
  steps: readonly WizardStep[],
): Promise<Definition | undefined> {
  const draft = await runSteps<Draft>(title, [...steps, summaryStep(ports, undefined)], draftOf(undefined));
  const added = draft && (await save(ports, draft));
  if (added && draft.signsIn) {
    await ports.signIn(added);
  }
  return added;
}
