import { Command, type CommanderError, Option } from 'commander';
import type { Environment } from '../workbench/session.js';
import { accessToken, type AccessTokenOptions } from './accessToken.js';
import { env, type Shell, SHELLS } from './env.js';
import { gitCredential } from './gitCredential.js';
import * as help from './help.js';
import { list } from './list.js';
import type { Backend } from './backend.js';
import { signIn, signOut } from './signInOut.js';
import { ExitCode, type Terminal } from './terminal.js';
import { DEFAULT_WAIT, parseWait, separateSeconds, withWaitingTimes } from './waitOption.js';

/** What a run is given. */
export interface Surroundings {
  readonly environment: Environment;
  /** Standard input; opened by this call. */
  readonly input: () => AsyncIterable<Uint8Array>;
  readonly terminal: Terminal;
  /** Characters of a line of help. */
  readonly columns: number | undefined;
}

/** Runs the command with the arguments after its name. Throws what it fails with: `CommanderError` for wrong arguments. */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { environment, input, terminal, columns } = surroundings;
  let exitCode: ExitCode = ExitCode.done;

  const withServer = async (run: (server: Backend) => Promise<ExitCode>, waiting?: number): Promise<ExitCode> => {
    // What the network needs is not there for `--help`.
    const { Backend } = await import('./backend.js');
    const server = await Backend.of(environment, waiting);
    try {
      return await run(server);
    } finally {
      server.dispose();
    }
  };
  /** Runs what needs a server. @param waiting seconds that the user allows for it */
  const served = async (run: (server: Backend) => Promise<ExitCode>, waiting?: number): Promise<void> => {
    exitCode = await withServer(run, waiting);
  };

  const program = new Command('credentials')
    .description(help.program())
    .addHelpText('after', help.programExamples())
    .helpCommand(false)
    .helpOption('-h, --help', help.helpOption())
    .configureHelp(columns === undefined ? {} : { helpWidth: columns })
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      // Errors are told once, by whoever has called.
      writeErr: () => undefined,
    })
    .exitOverride(leadingToHelp('credentials', args));

  const subcommand = (name: string, description: string, examples: string) =>
    program
      .command(name)
      .description(description)
      .addHelpText('after', examples)
      .exitOverride(leadingToHelp(`credentials ${name}`, args));
  const output = () => new Option('--output <format>', help.outputOption()).choices(['text', 'json']).default('text');

  subcommand('list', help.list(), help.listExamples())
    .addOption(output())
    .action((options: { readonly output: string }) => served((server) => list(server, terminal, options.output)));

  subcommand('access-token', help.accessToken(), help.accessTokenExamples())
    .argument('<name-or-id>', help.nameArgument())
    .addOption(output())
    .addOption(new Option('--extra <path>', help.extraOption()).conflicts('output'))
    .addOption(wait(help.waitOption()))
    .action((asked: string, options: AccessTokenOptions) =>
      served((server) => accessToken(server, terminal, asked, options), options.wait),
    );

  subcommand('sign-in', help.signIn(), help.signInExamples())
    .argument('<name-or-id>', help.nameArgument())
    .addOption(wait(help.signInWaitOption()))
    .action((asked: string, { wait: waiting = DEFAULT_WAIT }: { readonly wait?: number }) =>
      served((server) => signIn(server, terminal, asked, waiting), waiting),
    );

  subcommand('sign-out', help.signOut(), help.signOutExamples())
    .argument('<name-or-id>', help.nameArgument())
    .action((asked: string) => served((server) => signOut(server, terminal, asked)));

  subcommand('env', help.env(), help.envExamples())
    .addOption(new Option('--shell <shell>', help.shellOption()).choices(SHELLS).default('sh'))
    .action((options: { readonly shell: Shell }) => {
      exitCode = env(environment, terminal, options.shell);
    });

  subcommand('git-credential', help.gitCredential(), help.gitCredentialExamples())
    .argument('<operation>', help.operationArgument())
    .action(async (operation: string) => {
      exitCode = await gitCredential(withServer, terminal, operation, input());
    });

  await program.parseAsync(withWaitingTimes(args), { from: 'user' });
  return exitCode;
}

/** `--wait`, as people are to write it: of its own, commander takes the next argument for the seconds as well. */
function wait(description: string): Option {
  const option = new Option('--wait <seconds>', description).argParser(parseWait);
  option.flags = '--wait[=SECONDS]';
  return option;
}

/** Has commander's words about wrong arguments say where to read more. @param call such as `credentials list` */
function leadingToHelp(call: string, args: readonly string[]): (error: CommanderError) => never {
  return (error) => {
    if (error.exitCode !== 0) {
      error.message = help.usage(sentenceOf(error, args), `${call} --help`);
    }
    throw error;
  };
}

function sentenceOf({ code, message }: CommanderError, args: readonly string[]): string {
  const seconds = separateSeconds(args);
  if (code === 'commander.excessArguments' && seconds !== undefined) {
    return help.separateSeconds(seconds);
  }
  return code === 'commander.help' ? help.commandMissing() : message.replace(/^error: /, '').replace(/\.$/, '');
}
