import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BACK, type Dialogs, type Step } from '../../core/dialogs.js';
import { Secret } from '../../core/secret.js';
import { hasCode } from '../../core/systemErrors.js';
import type { ConfigValue } from '../api/configValue.js';
import type { TemplateField, TemplateInput, TemplateOption } from '../api/templates.js';
import { problemOf } from '../templates/inputs.js';
import * as messages from './messages.js';

type Value = ConfigValue | Secret;

/**
 * Asks for one value of an integration's configuration.
 *
 * @param current what it is now; of a secret, only what has just been entered is known
 */
export function askForInput(
  dialogs: Dialogs,
  input: TemplateInput,
  current: Value | undefined,
  step: Step,
): Promise<Value | typeof BACK | undefined> {
  return input.kind === 'text'
    ? askForText(dialogs, input, current, step)
    : askForChoice(dialogs, input, current, step);
}

function askForChoice(
  dialogs: Dialogs,
  { kind, label, description, values, initial }: TemplateOption,
  current: Value | undefined,
  step: Step,
): Promise<ConfigValue | typeof BACK | undefined> {
  const picked = current instanceof Secret ? initial : (current ?? initial);
  return dialogs.choose({
    ...{ ...step, prompt: promptOf(label, description) },
    choices: values.map((value) => ({
      label: kind === 'bool' ? (value === true ? messages.yes() : messages.no()) : String(value),
      value,
      ...(value === picked ? { isPicked: true } : {}),
    })),
  });
}

async function askForText(
  dialogs: Dialogs,
  input: TemplateField,
  current: Value | undefined,
  step: Step,
): Promise<string | Secret | typeof BACK | undefined> {
  const { label, description, initial, isSecret, isMultiline } = input;
  const shown = current === undefined ? initial : current instanceof Secret ? current.reveal() : String(current);
  let value = shown.includes('\n') ? '' : shown;
  let earlier: string | undefined;
  for (;;) {
    const typed = await dialogs.text({
      ...{ ...step, value, isSecret, problem: earlier },
      prompt: [promptOf(label, description), ...(isMultiline ? [messages.multiline()] : [])].join(' '),
      problemOf: (text) => {
        // The content of a file is checked when it has been read.
        const problem = isMultiline && path.isAbsolute(text) ? undefined : problemOf(input, text);
        return problem && messages.wrongInput(label, problem);
      },
    });
    if (typed === undefined || typed === BACK) {
      return typed;
    }
    value = typed;
    const text = isMultiline && path.isAbsolute(typed) ? await contentOf(typed) : typed;
    const problem = text === undefined ? undefined : problemOf(input, text);
    if (text !== undefined && !problem) {
      return isSecret ? new Secret(text) : text;
    }
    earlier = problem ? messages.wrongInput(label, problem) : messages.fileUnreadable(typed);
  }
}

/** `undefined` if the file cannot be read. */
async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR')) {
      throw error;
    }
    return undefined;
  }
}

function promptOf(label: string, description: string | undefined): string {
  return description === undefined ? messages.sentence(label) : `${label}: ${description}`;
}
