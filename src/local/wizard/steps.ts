import { BACK, type Choice, type Dialogs, type StepButton } from '../../core/dialogs.js';
import { type Field, problemOfField } from '../definition/fields.js';
import { empty } from '../definition/messages.js';
import type { Draft, WizardStep } from './draft.js';

interface Question {
  readonly name: string;
  readonly isNeeded: (draft: Draft) => boolean;
  readonly isPreset?: (draft: Draft) => boolean;
}

interface TextQuestion extends Question {
  readonly prompt: (draft: Draft) => string;
  readonly placeholder?: string;
  readonly isSecret?: boolean;
  readonly buttons?: (draft: Draft) => readonly StepButton[];
  /** The text at first. */
  readonly value: (draft: Draft) => string;
  /** What is wrong with a text without spaces around it. */
  readonly problemOf: (text: string, draft: Draft) => string | undefined;
  readonly take: (draft: Draft, text: string) => Draft;
}

/** A step that asks for a text. */
export function textStep(dialogs: Dialogs, question: TextQuestion): WizardStep {
  const { name, isNeeded, isPreset, prompt, value, problemOf, take, buttons, ...how } = question;
  return {
    name,
    isNeeded,
    ...(isPreset ? { isPreset } : {}),
    isOpen: (draft) => problemOf(value(draft), draft) !== undefined,
    ask: async (draft, step) => {
      const text = await dialogs.text({
        ...step,
        ...how,
        prompt: prompt(draft),
        value: value(draft),
        ...(buttons ? { buttons: buttons(draft) } : {}),
        problemOf: (typed) => problemOf(typed.trim(), draft),
      });
      return text === undefined || text === BACK ? text : take(draft, text.trim());
    },
  };
}

interface ChoiceQuestion<T> extends Question {
  readonly prompt: (draft: Draft) => string;
  readonly choices: (draft: Draft) => readonly Choice<T>[];
  /** The choice that is picked at first. */
  readonly value: (draft: Draft) => T;
  readonly take: (draft: Draft, value: T) => Draft;
}

/** A step that asks for one of several. */
export function choiceStep<T extends string | boolean>(dialogs: Dialogs, question: ChoiceQuestion<T>): WizardStep {
  const { prompt, choices, value, take, ...how } = question;
  return {
    ...how,
    ask: async (draft, step) => {
      const choice = await dialogs.choose<T>({
        ...step,
        prompt: prompt(draft),
        choices: choices(draft).map((each) => ({ ...each, isPicked: each.value === value(draft) })),
      });
      return choice === undefined || choice === BACK ? choice : take(draft, choice);
    },
  };
}

/** What is wrong with a text as the value of a field that must not be empty. */
export function problemOfNeeded(field: Field, text: string, label: string): string | undefined {
  return text === '' ? empty(label) : problemOfField(field, text, label);
}

/** What is wrong with a text as the value of a field that may be empty. */
export function problemOfOptional(field: Field, text: string, label: string): string | undefined {
  return text === '' ? undefined : problemOfField(field, text, label);
}
