import { BACK, type Choice, type Dialogs } from '../../core/dialogs.js';
import { type Field, problemOfField } from '../definition/fields.js';
import { empty } from '../definition/messages.js';
import type { Draft } from './draft.js';
import type { WizardStep } from './runSteps.js';

interface TextQuestion {
  readonly name: string;
  readonly isNeeded: (draft: Draft) => boolean;
  readonly prompt: (draft: Draft) => string;
  readonly placeholder?: string;
  readonly isSecret?: boolean;
  /** What stands there at first. */
  readonly value: (draft: Draft) => string;
  /** What is wrong with a text without spaces around it. */
  readonly problemOf: (text: string, draft: Draft) => string | undefined;
  readonly take: (draft: Draft, text: string) => Draft;
}

/** A step that asks for a text. */
export function textStep(dialogs: Dialogs, question: TextQuestion): WizardStep {
  const { name, isNeeded, prompt, value, problemOf, take, ...how } = question;
  return {
    name,
    isNeeded,
    ask: async (draft, step) => {
      const text = await dialogs.text({
        ...step,
        ...how,
        prompt: prompt(draft),
        value: value(draft),
        problemOf: (typed) => problemOf(typed.trim(), draft),
      });
      return text === undefined || text === BACK ? text : take(draft, text.trim());
    },
  };
}

interface ChoiceQuestion<T> {
  readonly name: string;
  readonly isNeeded: (draft: Draft) => boolean;
  readonly prompt: string;
  readonly choices: (draft: Draft) => readonly Choice<T>[];
  /** What is picked at first. */
  readonly value: (draft: Draft) => T;
  readonly take: (draft: Draft, value: T) => Draft;
}

/** A step that asks for one of several. */
export function choiceStep<T extends string | boolean>(dialogs: Dialogs, question: ChoiceQuestion<T>): WizardStep {
  const { name, isNeeded, prompt, choices, value, take } = question;
  return {
    name,
    isNeeded,
    ask: async (draft, step) => {
      const choice = await dialogs.choose<T>({
        ...step,
        prompt,
        choices: choices(draft).map((each) => ({ ...each, isPicked: each.value === value(draft) })),
      });
      return choice === undefined || choice === BACK ? choice : take(draft, choice);
    },
  };
}

/** What is wrong with a text as a field's value, where one is needed. */
export function problemOfNeeded(field: Field, text: string, label: string): string | undefined {
  return text === '' ? empty(label) : problemOfField(field, text, label);
}
