import type { Definition } from '../definition/definition.js';
import { draftOf } from './draft.js';
import { integrationSteps } from './integrationSteps.js';
import { isChangeable, takenIds } from './integrationList.js';
import * as messages from './messages.js';
import type { WizardPorts } from './ports.js';
import { providerSteps } from './providerSteps.js';
import { save } from './save.js';
import { summaryStep } from './summaryStep.js';
import { runSteps } from '../../core/wizardSteps.js';

/**
 * Adds an integration step by step: of a known provider, or of any other server. Returns it; `undefined` if the user has
 * given up, or can't change the setting. Throws `CredentialError` when it can't be saved.
 */
export async function addIntegration(ports: WizardPorts): Promise<Definition | undefined> {
  if (!(await isChangeable(ports))) {
    return undefined;
  }
  const steps = [
    ...providerSteps(ports, await ports.providers()),
    ...integrationSteps(ports, takenIds(ports.settings), () => false),
    summaryStep(ports, undefined),
  ];
  const draft = await runSteps(messages.addIntegration(), steps, draftOf(undefined));
  return draft && save(ports, draft);
}
