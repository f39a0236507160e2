import type { Command, CommanderError, Option } from 'commander';
import type { Environment } from '../core/ports.js';
import type { Backends } from './backends.js';
import { sentenceOfError } from './commanderTexts.js';
import * as help from './help.js';
import type * as subcommands from './subcommands.js';
import type { ExitCode, Terminal } from './terminal.js';
import { separateSeconds } from './waitOption.js';

/** The environment of a run. */
export interface Surroundings {
  readonly environment: Environment;
  /** Opens standard input. */
  readonly input: () => AsyncIterable<Uint8Array>;
  readonly terminal: Terminal;
}

/** What groups of subcommands are made with. */
export interface ProgramParts {
  readonly surroundings: Surroundings;
  /** Adds a subcommand to `credentials`. */
  readonly subcommand: (name: string, description: string, examples: string) => Command;
  /** The option `--output`. */
  readonly output: () => Option;
  /** Runs a subcommand, and keeps its exit code. */
  readonly run: (work: () => Promise<ExitCode>) => Promise<void>;
  /** The same for one that needs a server. @param waiting seconds that the user allows for it */
  readonly served: (
    work: (backends: Backends, all: typeof subcommands) => Promise<ExitCode>,
    waiting?: number,
  ) => Promise<void>;
  /** To be called with wrong arguments. @param call such as `credentials list` */
  readonly leadingToHelp: (call: string) => (error: CommanderError) => never;
}

/** Adds to commander's messages about wrong arguments where to read more. @param call such as `credentials list` */
export function leadingToHelp(call: string, args: readonly string[]): (error: CommanderError) => never {
  return (error) => {
    if (error.exitCode !== 0) {
      error.message = help.usage(sentenceOf(error, args), `${call} --help`);
    }
    throw error;
  };
}

function sentenceOf(error: CommanderError, args: readonly string[]): string {
  const { code } = error;
  const seconds = separateSeconds(args);
  if (code === 'commander.excessArguments' && seconds !== undefined) {
    return help.separateSeconds(seconds);
  }
  return code === 'commander.help' ? help.commandMissing() : sentenceOfError(error);
}
