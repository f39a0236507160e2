import { Argument, type Command } from 'commander';
import { COMPLETE, COMPLETION_SHELLS, type CompletionShell } from './completionShells.js';
import * as help from './help.js';
import type { ProgramParts } from './programParts.js';

/** Adds `completion`, and the hidden subcommand that its scripts call. The code for them is loaded when it is needed. */
export function addCompletionCommands(program: Command, { subcommand, surroundings }: ProgramParts): void {
  const { environment, terminal } = surroundings;

  subcommand('completion', help.completion(), help.completionExamples())
    .addArgument(new Argument('<shell>', help.completionShellArgument()).choices(COMPLETION_SHELLS))
    .action(async (shell: CompletionShell) => {
      const { COMPLETION_SCRIPTS } = await import('./completionScripts.js');
      terminal.write(COMPLETION_SCRIPTS[shell]);
    });

  program
    .command(COMPLETE, { hidden: true })
    .argument('[words...]')
    .requiredOption('--current <word>')
    .action(async (words: readonly string[], { current }: { readonly current: string }) => {
      const { candidates } = await import('./completion.js');
      const found = await candidates(program, words, current, names);
      terminal.write(found.map((each) => `${each}\n`).join(''));
    });

  /** The names of integrations, or none if no server answers: the shell has no place for an error. */
  async function names(): Promise<readonly string[]> {
    const [{ integrationNames }, { withBackends }] = await Promise.all([
      import('./completion.js'),
      import('./subcommands.js'),
    ]);
    return withBackends(environment, integrationNames).catch(() => []);
  }
}
