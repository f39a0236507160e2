import { BACK, type Step } from './dialogs.js';

/** An answer that asks for some earlier steps again, and then returns to the step that gave it. */
export class GoTo {
  constructor(readonly steps: readonly string[]) {}
}

/** The result of a step: the draft with the answer in it, other steps, or `undefined` when the user cancels. */
export type Outcome<Draft extends object> = Draft | GoTo | typeof BACK | undefined;

/** One step of a wizard. The draft holds the answers so far. */
export interface WizardStep<Draft extends object> {
  readonly name: string;
  /** Whether the draft has a use for the answer. */
  readonly isNeeded: (draft: Draft) => boolean;
  /** Whether the draft has an answer already, so that the step is skipped unless a {@link GoTo} names it. */
  readonly isPreset?: (draft: Draft) => boolean;
  /** Whether the answer in the draft is missing or wrong. */
  readonly isOpen?: (draft: Draft) => boolean;
  /** @param step the title, and whether the user can go back from here */
  readonly ask: (draft: Draft, step: Step) => Promise<Outcome<Draft>>;
}

/**
 * Takes the steps that are needed, one after the other. Going back leads to the last step that was taken and is still
 * needed, and no answer is lost. Returns the draft after the last step; `undefined` if the user has cancelled.
 */
export async function runSteps<Draft extends object>(
  title: string,
  steps: readonly WizardStep<Draft>[],
  start: Draft,
): Promise<Draft | undefined> {
  const isAsked = (step: WizardStep<Draft>, draft: Draft) => step.isNeeded(draft) && step.isPreset?.(draft) !== true;
  const end = await walk(title, steps, start, isAsked, false);
  return end === BACK ? undefined : end;
}

/** @param canLeave whether going back from the first step is possible: it then returns {@link BACK} */
async function walk<Draft extends object>(
  title: string,
  steps: readonly WizardStep<Draft>[],
  start: Draft,
  isAsked: (step: WizardStep<Draft>, draft: Draft) => boolean,
  canLeave: boolean,
): Promise<Draft | typeof BACK | undefined> {
  let draft = start;
  let at = 0;
  let taken: readonly { readonly at: number; readonly step: WizardStep<Draft> }[] = [];
  for (let step = steps[at]; step !== undefined; step = steps[at]) {
    if (!isAsked(step, draft)) {
      at++;
      continue;
    }
    const before = taken.findLast((each) => isAsked(each.step, draft));
    const outcome = await step.ask(draft, { title, canGoBack: canLeave || before !== undefined });
    if (outcome === undefined) {
      return undefined;
    }
    if (outcome === BACK) {
      if (!before) {
        return BACK;
      }
      at = before.at;
      taken = taken.filter((each) => each.at < at);
    } else if (outcome instanceof GoTo) {
      const revised = await revise(title, steps, draft, outcome.steps);
      if (revised === undefined) {
        return undefined;
      }
      draft = revised;
    } else {
      draft = outcome;
      taken = [...taken, { at, step }];
      at++;
    }
  }
  return draft;
}

/**
 * Asks the named steps again, then those whose answers the new ones have made wrong. Returns the same draft if the user
 * goes back from the first of them.
 */
async function revise<Draft extends object>(
  title: string,
  steps: readonly WizardStep<Draft>[],
  draft: Draft,
  names: readonly string[],
): Promise<Draft | undefined> {
  const named = steps.filter(({ name }) => names.includes(name));
  const answered = await walk(title, named, draft, (step, now) => step.isNeeded(now), true);
  if (answered === undefined || answered === BACK) {
    return answered === BACK ? draft : undefined;
  }
  const completed = await walk(
    title,
    steps,
    answered,
    (step, now) => step.isNeeded(now) && step.isOpen?.(now) === true,
    true,
  );
  return completed === BACK ? draft : completed;
}
