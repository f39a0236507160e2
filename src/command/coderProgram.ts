import type { CommanderError } from 'commander';
import { type Command, Option } from 'commander';
import type { ExternalAuthOptions } from './coder/externalAuth.js';
import * as coderHelp from './coderHelp.js';
import { hasWindow } from './connect/window.js';
import * as help from './help.js';
import type { ProgramParts } from './programParts.js';

/** Wrong arguments of a command that is one of Coder's, too: its exit code is Coder's. */
export class CoderUsageError extends Error {
  override readonly name = 'CoderUsageError';
  readonly exitCode = 1;
}

/** Adds the subcommands that programs written for Coder use. Everything is loaded when it is needed. */
export function addCoderCommands(program: Command, parts: ProgramParts): void {
  addExternalAuth(program, parts);
  const { surroundings, subcommand, served, leadingToHelp } = parts;
  const { environment, terminal } = surroundings;
  const coder = subcommand('coder', coderHelp.coder(), coderHelp.coderExamples()).enablePositionalOptions();
  coder
    .command('run')
    .description(coderHelp.run())
    .addHelpText('after', coderHelp.runExamples())
    .exitOverride(leadingToHelp('credentials coder run'))
    .argument('<command...>', help.commandArgument())
    // What follows the command is for it.
    .passThroughOptions()
    .action((command: readonly string[]) =>
      served(async (backends) =>
        (await import('./coder/run.js')).runAsInCoder(backends, environment, terminal, command),
      ),
    );
}

function addExternalAuth(program: Command, { surroundings, subcommand, run }: ProgramParts): void {
  const { environment, terminal } = surroundings;
  const window = async () => {
    if (!hasWindow(environment)) {
      return undefined;
    }
    const { Backends } = await import('./backends.js');
    const backends = await Backends.of(environment);
    try {
      return await backends.window.environment('coder');
    } finally {
      backends.dispose();
    }
  };
  const external = subcommand('external-auth', coderHelp.externalAuth(), coderHelp.externalAuthExamples());
  external.enablePositionalOptions();
  // Coder's command takes them here, too.
  [program, external].forEach((command) => withAgentOptions(command, true));
  withAgentOptions(external.command('access-token'), false)
    .description(coderHelp.externalAuthToken())
    .addHelpText('after', coderHelp.externalAuthExamples())
    .exitOverride(likeCoder)
    // Coder's command counts them itself.
    .argument('[provider...]', coderHelp.providerArgument())
    .option('--extra <path>', coderHelp.extraOption())
    .option('--output <format>', help.outputOption(), 'text')
    .action((providers: readonly string[], _options: unknown, command: Command) =>
      run(async () => {
        const { externalAuth } = await import('./coder/externalAuth.js');
        const options = command.optsWithGlobals<ExternalAuthOptions>();
        return externalAuth(environment, terminal, providers, options, window);
      }),
    );
}

function withAgentOptions(command: Command, isHidden: boolean): Command {
  return [
    new Option('--agent-token <token>', coderHelp.agentTokenOption()),
    new Option('--agent-token-file <file>', coderHelp.agentTokenFileOption()),
    new Option('--agent-url <url>', coderHelp.agentUrlOption()),
    new Option('--auth <type>', coderHelp.authOption()),
  ].reduce((each, option) => each.addOption(isHidden ? option.hideHelp() : option), command);
}

function likeCoder(error: CommanderError): never {
  throw error.exitCode === 0 ? error : new CoderUsageError(error.message.replace(/^error: /, ''));
}
