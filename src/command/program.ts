import { Command, CommanderError, Option } from 'commander';
import { CredentialError } from '../core/errors.js';
import type { AccessTokenOptions } from './accessToken.js';
import { translatedHelp } from './commanderTexts.js';
import { addCoderCommands, CoderUsageError } from './coderProgram.js';
import { addCompletionCommands } from './completionProgram.js';
import { addConnectCommands } from './connectProgram.js';
import { env, type Shell, SHELLS } from './env.js';
import * as help from './help.js';
import { leadingToHelp, type ProgramParts, type Surroundings } from './programParts.js';
import { ExitCode } from './terminal.js';
import { VERSION } from './version.js';
import { DEFAULT_WAIT, parseWait, withWaitingTimes } from './waitOption.js';

/** Runs the command with the arguments after its name. Throws `CredentialError`. */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { environment, input, terminal } = surroundings;
  let exitCode: ExitCode = ExitCode.done;

  /** Runs a subcommand that needs a server. @param waiting seconds that the user allows for it */
  const served: ProgramParts['served'] = async (work, waiting) => {
    // Loaded here, since `--help` does not need the network.
    const subcommands = await import('./subcommands.js');
    exitCode = await subcommands.withBackends(environment, (backends) => work(backends, subcommands), waiting);
  };

  const program = new Command('credentials')
    .description(help.program())
    .addHelpText('after', help.programExamples())
    .version(VERSION, '--version', help.versionOption())
    .helpCommand(false)
    .enablePositionalOptions()
    .helpOption('-h, --help', help.helpOption())
    .configureHelp({ ...translatedHelp(), ...(terminal.columns === undefined ? {} : { helpWidth: terminal.columns }) })
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      // The caller shows errors.
      writeErr: () => undefined,
    })
    .exitOverride(leadingToHelp('credentials', args));

  const subcommand = (name: string, description: string, examples: string) =>
    program
      .command(name)
      .description(description)
      .helpCommand(false)
      .addHelpText('after', examples)
      .exitOverride(leadingToHelp(`credentials ${name}`, args));
  const output = () => new Option('--output <format>', help.outputOption()).choices(['text', 'json']).default('text');

  subcommand('list', help.list(), help.listExamples())
    .addOption(output())
    .action((options: { readonly output: string }) =>
      served((backends, { list }) => list(backends, terminal, options.output)),
    );

  subcommand('access-token', help.accessToken(), help.accessTokenExamples())
    .argument('<name-or-id>', help.nameArgument())
    .addOption(output())
    .addOption(new Option('--extra <path>', help.extraOption()).conflicts('output'))
    .addOption(wait(help.waitOption()))
    .action((asked: string, options: AccessTokenOptions) =>
      served((backends, { accessToken }) => accessToken(backends, terminal, asked, options), options.wait),
    );

  subcommand('sign-in', help.signIn(), help.signInExamples())
    .argument('<name-or-id>', help.nameArgument())
    .addOption(wait(help.signInWaitOption()))
    .action((asked: string, { wait: waiting = DEFAULT_WAIT }: { readonly wait?: number }) =>
      served((backends, { signIn }) => signIn(backends, terminal, asked, waiting), waiting),
    );

  subcommand('sign-out', help.signOut(), help.signOutExamples())
    .argument('<name-or-id>', help.nameArgument())
    .action((asked: string) => served((backends, { signOut }) => signOut(backends, terminal, asked)));

  subcommand('doctor', help.doctor(), help.doctorExamples())
    .argument('<name-or-id>', help.nameArgument())
    .action((asked: string) => served((backends, { doctor }) => doctor(backends, terminal, asked)));

  const parts: ProgramParts = {
    ...{ surroundings, subcommand, output, served },
    run: async (work) => {
      exitCode = await work();
    },
    leadingToHelp: (call) => leadingToHelp(call, args),
  };
  addConnectCommands(parts);
  addCoderCommands(program, parts);

  subcommand('env', help.env(), help.envExamples())
    .addOption(new Option('--shell <shell>', help.shellOption()).choices(SHELLS).default('sh'))
    .action((options: { readonly shell: Shell }) => {
      exitCode = env(environment, terminal, options.shell);
    });

  subcommand('git-credential', help.gitCredential(), help.gitCredentialExamples())
    .argument('<operation>', help.operationArgument())
    .action(async (operation: string) => {
      const { gitCredential, withBackends } = await import('./subcommands.js');
      exitCode = await gitCredential((work) => withBackends(environment, work), terminal, operation, input());
    });

  addCompletionCommands(program, parts);

  try {
    await program.parseAsync(withWaitingTimes(args), { from: 'user' });
  } catch (error) {
    if (error instanceof CoderUsageError) {
      terminal.say(error.message);
      return error.exitCode;
    }
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    if (error.exitCode !== 0) {
      throw new CredentialError('rejected', error.message);
    }
  }
  return exitCode;
}

/** `--wait`, shown in help as it must be written: commander itself would also take the next argument for the seconds. */
function wait(description: string): Option {
  const option = new Option('--wait <seconds>', description).argParser(parseWait);
  option.flags = '--wait[=SECONDS]';
  return option;
}
