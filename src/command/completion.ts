import type { Command, Option } from 'commander';
import { MAX_SHOWN_LENGTH, oneLine } from '../core/text.js';
import type { Backends } from './backends.js';

/** Returns the names of all integrations. */
export type Names = () => Promise<readonly string[]>;

/**
 * What can follow some words on the command line. The shell's script keeps what begins with the current word and quotes it.
 *
 * @param words after `credentials`, without the current one
 * @param current the word at the cursor, as far as it is written
 */
export async function candidates(
  program: Command,
  words: readonly string[],
  current: string,
  names: Names,
): Promise<readonly string[]> {
  const { command, rest } = commandAt(program, words);
  const last = words.at(-1);
  if (takesValue(command, last)) {
    return optionOf(command, last)?.argChoices ?? [];
  }
  if (current.startsWith('-')) {
    return command
      .createHelp()
      .visibleOptions(command)
      .flatMap(({ long }) => long ?? []);
  }
  const subcommands = command.createHelp().visibleCommands(command);
  // The first argument only: none of the calls takes two integrations.
  const hasArgument = rest.some((word, at) => !word.startsWith('-') && !takesValue(command, rest[at - 1]));
  const [argument] = hasArgument ? [] : command.registeredArguments;
  return [
    ...subcommands.map((each) => each.name()),
    ...(argument?.argChoices ?? []),
    ...(argument?.name() === 'name-or-id' ? await names() : []),
  ];
}

function optionOf(command: Command, word: string | undefined): Option | undefined {
  return command.options.find(({ long, short }) => word !== undefined && [long, short].includes(word));
}

/** Whether the word after an option is its value. `--wait` is shown with an optional value, but takes none from the next word. */
function takesValue(command: Command, word: string | undefined): boolean {
  const option = optionOf(command, word);
  return option?.required === true && !option.flags.includes('[=');
}

/** The subcommand that words lead to, and the words after its name. */
function commandAt(program: Command, words: readonly string[]): { command: Command; rest: readonly string[] } {
  let command = program;
  let rest = words;
  for (const [at, word] of words.entries()) {
    const next = command.commands.find((each) => each.name() === word);
    if (!next) {
      break;
    }
    command = next;
    rest = words.slice(at + 1);
  }
  return { command, rest };
}

/**
 * The names of the integrations of all servers that answer: those that lists show, and those that administrators gave them. A
 * name with control characters could not be typed.
 */
export async function integrationNames(backends: Backends): Promise<readonly string[]> {
  const { listed } = await backends.lists();
  const names = listed.flatMap(({ integration: { name, label } }) => [label, name ?? label]);
  return [...new Set(names)].filter((name) => name !== '' && oneLine(name, MAX_SHOWN_LENGTH) === name);
}
