import { BACK, type Step } from '../../core/dialogs.js';
import type { Draft } from './draft.js';

/** An answer that leads to a step that has been taken before. */
export class GoTo {
  constructor(readonly step: string) {}
}

/** What a step comes to: the draft with the answer in it, another step, or `undefined` when the user gives up. */
export type Outcome = Draft | GoTo | typeof BACK | undefined;

/** One step of a wizard. */
export interface WizardStep {
  readonly name: string;
  /** Whether there is anything to ask, as the draft stands. */
  readonly isNeeded: (draft: Draft) => boolean;
  /** @param step the title, and whether it can be gone back from here */
  readonly ask: (draft: Draft, step: Step) => Promise<Outcome>;
}

/**
 * Takes the steps that are needed, one after the other. Going back leads to the last one that was taken and is still
 * needed, and no answer is lost. Returns the draft after the last step; `undefined` if the user has given up.
 */
export async function runSteps(title: string, steps: readonly WizardStep[], start: Draft): Promise<Draft | undefined> {
  let draft = start;
  let at = 0;
  let taken: readonly number[] = [];
  for (let step = steps[at]; step !== undefined; step = steps[at]) {
    if (!step.isNeeded(draft)) {
      at++;
      continue;
    }
    const before = taken.findLast((index) => steps[index]?.isNeeded(draft));
    const outcome = await step.ask(draft, { title, canGoBack: before !== undefined });
    if (outcome === undefined) {
      return undefined;
    }
    if (outcome === BACK || outcome instanceof GoTo) {
      const target = outcome === BACK ? before : steps.findIndex(({ name }) => name === outcome.step);
      at = target === undefined || target === -1 ? at : target;
      taken = taken.filter((index) => index < at);
    } else {
      draft = outcome;
      taken = [...taken, at++];
    }
  }
  return draft;
}
