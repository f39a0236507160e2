import { accountStep, clientSteps } from './clientSteps.js';
import type { Draft, WizardStep } from './draft.js';
import { displayNameStep, nameStep } from './nameSteps.js';
import { otherSteps } from './otherSteps.js';
import type { WizardPorts } from './ports.js';
import { scopeSteps } from './scopeSteps.js';
import { endpointSteps, serverSteps } from './serverSteps.js';

/**
 * The steps that ask for the fields of an integration.
 *
 * @param takenIds the Integration IDs of the others
 * @param hasStoredSecret whether the client secret that is stored can be used for a draft
 */
export function integrationSteps(
  ports: WizardPorts,
  takenIds: ReadonlySet<string>,
  hasStoredSecret: (draft: Draft) => boolean,
): readonly WizardStep[] {
  return [
    ...serverSteps(ports),
    accountStep(ports),
    ...endpointSteps(ports),
    ...clientSteps(ports, hasStoredSecret),
    ...scopeSteps(ports),
    nameStep(ports, takenIds),
    displayNameStep(ports),
    ...otherSteps(ports),
  ];
}
