import { Argument, Command, Option } from 'commander';
import { accessToken, type AccessTokenOptions } from './accessToken.js';
import { candidates, integrationNames } from './completion.js';
import { COMPLETE, COMPLETION_SCRIPTS, COMPLETION_SHELLS, type CompletionShell } from './completionScripts.js';
import { addConnectCommands } from './connectProgram.js';
import { doctor } from './doctor.js';
import { env, type Shell, SHELLS } from './env.js';
import { gitCredential } from './gitCredential.js';
import * as help from './help.js';
import { list } from './list.js';
import type { Backends } from './backends.js';
import { leadingToHelp, type Surroundings } from './programParts.js';
import { signIn, signOut } from './signInOut.js';
import { ExitCode } from './terminal.js';
import { VERSION } from './version.js';
import { DEFAULT_WAIT, parseWait, withWaitingTimes } from './waitOption.js';

/** Runs the command with the arguments after its name. Throws `CommanderError` for wrong arguments, `CredentialError` otherwise. */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { environment, input, terminal, columns } = surroundings;
  let exitCode: ExitCode = ExitCode.done;

  const withBackends = async (run: (backends: Backends) => Promise<ExitCode>, waiting?: number): Promise<ExitCode> => {
    // Loaded here, since `--help` does not need the network.
    const { Backends } = await import('./backends.js');
    const backends = await Backends.of(environment, waiting);
    try {
      return await run(backends);
    } finally {
      backends.dispose();
    }
  };
  /** Runs a subcommand that needs a server. @param waiting seconds that the user allows for it */
  const served = async (run: (backends: Backends) => Promise<ExitCode>, waiting?: number): Promise<void> => {
    exitCode = await withBackends(run, waiting);
  };

  const program = new Command('credentials')
    .description(help.program())
    .addHelpText('after', help.programExamples())
    .version(VERSION, '--version', help.versionOption())
    .helpCommand(false)
    .enablePositionalOptions()
    .helpOption('-h, --help', help.helpOption())
    .configureHelp(columns === undefined ? {} : { helpWidth: columns })
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
      .addHelpText('after', examples)
      .exitOverride(leadingToHelp(`credentials ${name}`, args));
  const output = () => new Option('--output <format>', help.outputOption()).choices(['text', 'json']).default('text');

  subcommand('list', help.list(), help.listExamples())
    .addOption(output())
    .action((options: { readonly output: string }) => served((backends) => list(backends, terminal, options.output)));

  subcommand('access-token', help.accessToken(), help.accessTokenExamples())
    .argument('<name-or-id>', help.nameArgument())
    .addOption(output())
    .addOption(new Option('--extra <path>', help.extraOption()).conflicts('output'))
    .addOption(wait(help.waitOption()))
    .action((asked: string, options: AccessTokenOptions) =>
      served((backends) => accessToken(backends, terminal, asked, options), options.wait),
    );

  subcommand('sign-in', help.signIn(), help.signInExamples())
    .argument('<name-or-id>', help.nameArgument())
    .addOption(wait(help.signInWaitOption()))
    .action((asked: string, { wait: waiting = DEFAULT_WAIT }: { readonly wait?: number }) =>
      served((backends) => signIn(backends, terminal, asked, waiting), waiting),
    );

  subcommand('sign-out', help.signOut(), help.signOutExamples())
    .argument('<name-or-id>', help.nameArgument())
    .action((asked: string) => served((backends) => signOut(backends, terminal, asked)));

  subcommand('doctor', help.doctor(), help.doctorExamples())
    .argument('<name-or-id>', help.nameArgument())
    .action((asked: string) => served((backends) => doctor(backends, terminal, asked)));

  addConnectCommands({
    ...{ surroundings, subcommand, output, served },
    run: async (work) => {
      exitCode = await work();
    },
    leadingToHelp: (call) => leadingToHelp(call, args),
  });

  subcommand('env', help.env(), help.envExamples())
    .addOption(new Option('--shell <shell>', help.shellOption()).choices(SHELLS).default('sh'))
    .action((options: { readonly shell: Shell }) => {
      exitCode = env(environment, terminal, options.shell);
    });

  subcommand('git-credential', help.gitCredential(), help.gitCredentialExamples())
    .argument('<operation>', help.operationArgument())
    .action(async (operation: string) => {
      exitCode = await gitCredential(withBackends, terminal, operation, input());
    });

  subcommand('completion', help.completion(), help.completionExamples())
    .addArgument(new Argument('<shell>', help.completionShellArgument()).choices(COMPLETION_SHELLS))
    .action((shell: CompletionShell) => terminal.write(COMPLETION_SCRIPTS[shell]));

  program
    .command(COMPLETE, { hidden: true })
    .argument('[words...]')
    .requiredOption('--current <word>')
    .action(async (words: readonly string[], { current }: { readonly current: string }) => {
      const names = () => namesOrNone(withBackends);
      const found = await candidates(program, words, current, names);
      terminal.write(found.map((each) => `${each}\n`).join(''));
    });

  await program.parseAsync(withWaitingTimes(args), { from: 'user' });
  return exitCode;
}

/** The names of integrations, or none if no server answers: the shell has no place for an error. */
async function namesOrNone(
  withBackends: (run: (backends: Backends) => Promise<ExitCode>) => Promise<ExitCode>,
): Promise<readonly string[]> {
  let names: readonly string[] = [];
  await withBackends(async (backends) => {
    names = await integrationNames(backends);
    return ExitCode.done;
  }).catch(() => undefined);
  return names;
}

/** `--wait`, shown in help as it must be written: commander itself would also take the next argument for the seconds. */
function wait(description: string): Option {
  const option = new Option('--wait <seconds>', description).argParser(parseWait);
  option.flags = '--wait[=SECONDS]';
  return option;
}
