import { type Command, InvalidArgumentError, Option } from 'commander';
import type { MockOptions } from './connect/mock.js';
import * as help from './help.js';
import * as mockHelp from './mockHelp.js';
import type { ProgramParts } from './programParts.js';

/** Adds `mock` to `credentials connect`. It is loaded when it is needed. */
export function addMockCommand(
  connect: Command,
  { surroundings, run, leadingToHelp }: Pick<ProgramParts, 'surroundings' | 'run' | 'leadingToHelp'>,
): void {
  const { environment, terminal } = surroundings;
  connect
    .command('mock')
    .description(mockHelp.mock())
    .addHelpText('after', mockHelp.mockExamples())
    .exitOverride(leadingToHelp('credentials connect mock'))
    .argument('<command...>', help.commandArgument())
    .option('--token <token>', mockHelp.tokenOption(), parseToken)
    .addOption(new Option('--error [code]', mockHelp.errorOption()).argParser(parseError).conflicts('token'))
    .option('--answers <file>', mockHelp.answersOption())
    .option('--log <file>', mockHelp.logOption())
    .option('--r-without-shiny', help.rWithoutShinyOption())
    // What follows the command is for it.
    .passThroughOptions()
    .action((command: readonly string[], options: MockOptions) =>
      run(async () => {
        const { mockConnect } = await import('./connect/mock.js');
        return mockConnect(environment, terminal, command, options);
      }),
    );
}

/** Clients send it in a header. */
export function parseToken(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new InvalidArgumentError(mockHelp.wrongToken());
  }
  return text;
}

function parseError(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) {
    throw new InvalidArgumentError(mockHelp.wrongError());
  }
  return Number(text);
}
