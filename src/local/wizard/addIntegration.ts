import type { Definition } from '../definition/definition.js';
import { accountStep, clientSteps } from './clientSteps.js';
import { draftOf } from './draft.js';
import { isChangeable, takenIds } from './integrationList.js';
import * as messages from './messages.js';
import { displayNameStep, nameStep } from './nameSteps.js';
import type { WizardPorts } from './ports.js';
import { save } from './save.js';
import { scopeSteps } from './scopeSteps.js';
import { endpointSteps, serverSteps } from './serverSteps.js';
import { summaryStep } from './summaryStep.js';
import { runSteps } from './runSteps.js';

/**
 * Adds an integration, step by step. Returns it; `undefined` if the user has given up, or may not change the setting.
 * Throws `CredentialError` when it can't be saved.
 */
export async function addIntegration(ports: WizardPorts): Promise<Definition | undefined> {
  if (!(await isChangeable(ports))) {
    return undefined;
  }
  const steps = [
    ...serverSteps(ports),
    accountStep(ports),
    ...endpointSteps(ports),
    ...clientSteps(ports, () => false),
    ...scopeSteps(ports),
    nameStep(ports, takenIds(ports.settings)),
    displayNameStep(ports),
    summaryStep(ports, undefined),
  ];
  const draft = await runSteps(messages.addIntegration(), steps, draftOf(undefined));
  return draft && save(ports, draft);
}
