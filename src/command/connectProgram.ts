import { type Command, InvalidArgumentError } from 'commander';
import type { LoginProgress, ServerLogins } from '../core/serverLogins.js';
import type { Backends } from './backends.js';
import type { LoginArguments } from './connect/loginOptions.js';
import type { LogoutArguments } from './connect/logout.js';
import type { OwnServers } from './connect/ownServers.js';
import type { RunOptions } from './connect/run.js';
import { hasWindow } from './connect/window.js';
import * as help from './help.js';
import { addIntegrationCommands } from './integrationsProgram.js';
import { addMockCommand } from './mockProgram.js';
import type { ProgramParts } from './programParts.js';
import type { ExitCode } from './terminal.js';

/** How subcommands reach servers: in a terminal of an editor window those of that window, elsewhere the command's own. */
interface ServerParts {
  /** Runs one of two subcommands. */
  readonly inWindowOrOwn: (
    inWindow: (backends: Backends) => Promise<ExitCode>,
    withoutWindow: (own: OwnServers) => Promise<ExitCode>,
  ) => Promise<void>;
  /** Runs a subcommand that signs in or out. @param verbosity how often `-v` was given */
  readonly withLogins: (
    verbosity: number,
    work: (logins: ServerLogins, progress: LoginProgress) => Promise<ExitCode>,
  ) => Promise<void>;
}

/**
 * Adds the subcommands for Posit Connect servers. In a terminal of an editor window, they are about the servers of that window;
 * elsewhere about those that the command signs in to by itself. Everything is loaded when it is needed.
 */
export function addConnectCommands(parts: ProgramParts): void {
  const all = { ...parts, ...serverParts(parts) };
  addLoginCommand(all);
  addLogoutCommand(all);
  addServersCommand(all);
  addContentCommands(all);
}

function serverParts({ surroundings: { environment, terminal }, served, run }: ProgramParts): ServerParts {
  const withOwn = async (work: (own: OwnServers) => Promise<ExitCode>, verbosity = 0): Promise<void> => {
    const { OwnServers } = await import('./connect/own.js');
    const own = new OwnServers({ environment, terminal, verbosity });
    await run(async () => {
      try {
        return await work(own);
      } finally {
        await own.close();
      }
    });
  };
  const inWindowOrOwn: ServerParts['inWindowOrOwn'] = (inWindow, withoutWindow) =>
    hasWindow(environment) ? served(inWindow) : withOwn(withoutWindow);

  const withLogins: ServerParts['withLogins'] = (verbosity, work) =>
    hasWindow(environment)
      ? served(async ({ window }) => {
          const { BrokeredLogins, terminalProgress } = await import('./connect/subcommands.js');
          return work(new BrokeredLogins(window, verbosity), terminalProgress(terminal, verbosity));
        })
      : withOwn(async (own) => {
          const { ownLogins } = await import('./connect/own.js');
          return work(ownLogins(own), own.progress);
        }, verbosity);
  return { inWindowOrOwn, withLogins };
}

function addLoginCommand({ surroundings, subcommand, withLogins }: ProgramParts & ServerParts): void {
  const { environment, terminal, input } = surroundings;
  verbose(
    subcommand('login', help.login(), help.loginExamples())
      .argument('[server]', help.urlArgument())
      .option('-s, --server <url>', help.serverOption())
      .option('-n, --name <name>', help.nameOption())
      .option('-i, --insecure', help.insecureOption())
      .option('-c, --cacert <file>', help.cacertOption())
      .option('--identity-token <token>', help.identityTokenOption())
      .option('--identity-token-file <file>', help.identityTokenFileOption())
      .option('--use-device-code', help.deviceCodeOption())
      .option('--client-id <id>', help.clientIdOption())
      .option('--no-set-default', help.noSetDefaultOption())
      .option('--no-wait', help.noWaitOption())
      .option('--finish', help.finishOption())
      .option('--timeout <seconds>', help.timeoutOption(), parseTimeout),
  ).action(async (server: string | undefined, given: LoginArguments, command: Command) => {
    const { loginRequest } = await import('./connect/subcommands.js');
    const request = loginRequest(server, given, environment);
    if (typeof request === 'string') {
      command.error(request);
    }
    await withLogins(given.verbose, async (logins, progress) => {
      const { login } = await import('./connect/subcommands.js');
      return login(request, { logins, progress, terminal, input });
    });
  });
}

function addLogoutCommand({ surroundings: { terminal }, subcommand, withLogins }: ProgramParts & ServerParts): void {
  verbose(
    subcommand('logout', help.logout(), help.logoutExamples())
      .argument('[server]', help.urlArgument())
      .option('-s, --server <url>', help.logoutServerOption())
      .option('-n, --name <name>', help.logoutNameOption()),
  ).action(async (server: string | undefined, given: LogoutArguments, command: Command) => {
    const { logout, wantedServer } = await import('./connect/subcommands.js');
    const wanted = wantedServer(server, given);
    if (typeof wanted === 'string') {
      command.error(wanted);
    }
    await withLogins(given.verbose, (logins, progress) => logout(wanted, logins, progress, terminal));
  });
}

function addServersCommand({
  surroundings: { terminal },
  subcommand,
  output,
  inWindowOrOwn,
}: ProgramParts & ServerParts): void {
  subcommand('servers', help.servers(), help.serversExamples())
    .addOption(output())
    .action((options: { readonly output: string }) =>
      inWindowOrOwn(
        async (backends) => (await import('./connect/subcommands.js')).servers(backends, terminal, options.output),
        async (own) => (await import('./connect/own.js')).ownServersList(own, terminal, options.output),
      ),
    );
}

/** Adds `credentials connect` and its subcommands. */
function addContentCommands(parts: ProgramParts & ServerParts): void {
  const { surroundings, subcommand, output, served, run, leadingToHelp, inWindowOrOwn } = parts;
  const { environment, terminal } = surroundings;
  const connect = subcommand('connect', help.connect(), help.connectExamples()).enablePositionalOptions();
  connect
    .command('token')
    .description(help.connectToken())
    .addHelpText('after', help.connectExamples())
    .exitOverride(leadingToHelp('credentials connect token'))
    .argument('[name]', help.serverArgument())
    .option('--header', help.headerOption())
    .action((name: string | undefined, options: { readonly header?: boolean }) =>
      inWindowOrOwn(
        async (backends) => (await import('./connect/subcommands.js')).connectToken(backends, terminal, name, options),
        async (own) => (await import('./connect/own.js')).ownToken(own, terminal, name, options),
      ),
    );

  connect
    .command('run')
    .description(help.connectRun())
    .addHelpText('after', help.connectRunExamples())
    .exitOverride(leadingToHelp('credentials connect run'))
    .argument('<command...>', help.commandArgument())
    .option('--viewer', help.viewerOption())
    .option('--port <port>', help.portOption(), parsePort)
    .option('--r-without-shiny', help.rWithoutShinyOption())
    // What follows the command is for it.
    .passThroughOptions()
    .action((command: readonly string[], options: RunOptions) =>
      served(async (backends) =>
        (await import('./connect/subcommands.js')).runContent(backends, environment, terminal, command, options),
      ),
    );
  addMockCommand(connect, { surroundings, run, leadingToHelp });

  connect
    .command('doctor')
    .description(help.connectDoctor())
    .addHelpText('after', help.connectDoctorExamples())
    .exitOverride(leadingToHelp('credentials connect doctor'))
    .argument('[command...]', help.examinedCommandArgument())
    .addOption(output())
    .passThroughOptions()
    .action((command: readonly string[], options: { readonly output: string }) =>
      run(async () =>
        (await import('./connect/doctor/doctor.js')).connectDoctor(environment, terminal, command, options.output),
      ),
    );
  addIntegrationCommands(connect, { surroundings, output, leadingToHelp, inWindowOrOwn });
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    throw new InvalidArgumentError(help.wrongPort());
  }
  return port;
}

function parseTimeout(text: string): number {
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (seconds < 1) {
    throw new InvalidArgumentError(help.invalidTimeout());
  }
  return seconds;
}

/** `-v`, which may be given several times, as in `-vv`. */
function verbose(command: Command): Command {
  return command.option('-v, --verbose', help.verboseOption(), (_value: unknown, times: number) => times + 1, 0);
}
