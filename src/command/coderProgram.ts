import { type Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import type { ExternalAuthOptions } from './coder/externalAuth.js';
import type { MockOptions } from './coder/mock.js';
import { sentenceOfError } from './commanderTexts.js';
import * as coderHelp from './coderHelp.js';
import { hasWindow } from './connect/window.js';
import * as help from './help.js';
import { parseToken } from './mockProgram.js';
import type { ProgramParts } from './programParts.js';

/** Wrong arguments of a command that is one of Coder's, too: its exit code is Coder's. */
export class CoderUsageError extends Error {
  override readonly name = 'CoderUsageError';
  readonly exitCode = 1;
}

/** Adds the subcommands that programs written for Coder use. Everything is loaded when it is needed. */
export function addCoderCommands(program: Command, parts: ProgramParts): void {
  addExternalAuth(program, parts);
  const { surroundings, subcommand, served, run, leadingToHelp } = parts;
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
  coder
    .command('mock')
    .description(coderHelp.mock())
    .addHelpText('after', coderHelp.mockExamples())
    .exitOverride(leadingToHelp('credentials coder mock'))
    .argument('<command...>', help.commandArgument())
    .option('--token <token>', coderHelp.mockTokenOption(), parseToken)
    .option('--url <url>', coderHelp.mockUrlOption(), parseUrl)
    .option('--status <number>', coderHelp.mockStatusOption(), parseStatus)
    .passThroughOptions()
    .action((command: readonly string[], options: MockOptions) =>
      run(async () => (await import('./coder/mock.js')).mockCoder(environment, terminal, command, options)),
    );
}

function addExternalAuth(program: Command, { surroundings, subcommand, run }: ProgramParts): void {
  const { environment, terminal } = surroundings;
  const window = async () => {
    if (!hasWindow(environment)) {
      return undefined;
    }
    const { withBackends } = await import('./subcommands.js');
    return withBackends(environment, (backends) => backends.window.environment('coder'));
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
    .option('-o, --output <format>', help.outputOption(), 'text')
    .action((providers: readonly string[], _options: unknown, command: Command) =>
      run(async () => {
        const { externalAuth } = await import('./coder/externalAuth.js');
        const options = command.optsWithGlobals<ExternalAuthOptions>();
        return externalAuth(environment, terminal, providers, options, window);
      }),
    );
}

function parseUrl(text: string): string {
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text)) {
    throw new InvalidArgumentError(coderHelp.wrongUrl());
  }
  return text;
}

function parseStatus(text: string): number {
  if (!/^[45]\d\d$/.test(text)) {
    throw new InvalidArgumentError(coderHelp.wrongStatus());
  }
  return Number(text);
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
  throw error.exitCode === 0 ? error : new CoderUsageError(sentenceOfError(error));
}
