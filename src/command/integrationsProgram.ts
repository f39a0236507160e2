import type { Command } from 'commander';
import type { Backends } from './backends.js';
import type { OwnServers } from './connect/ownServers.js';
import * as help from './help.js';
import * as integrationHelp from './integrationHelp.js';
import type { ProgramParts } from './programParts.js';
import type { ExitCode } from './terminal.js';

interface Output {
  readonly output: string;
}

/** What the subcommand needs. */
export interface IntegrationsParts extends Pick<ProgramParts, 'surroundings' | 'output' | 'leadingToHelp'> {
  /** Runs one of two, depending on whether this is a terminal of an editor window. */
  readonly inWindowOrOwn: (
    inWindow: (backends: Backends) => Promise<ExitCode>,
    withoutWindow: (own: OwnServers) => Promise<ExitCode>,
  ) => Promise<void>;
}

/** Adds `integrations`, and `integrations create`, to `credentials connect`. Everything is loaded when it is needed. */
export function addIntegrationCommands(connect: Command, parts: IntegrationsParts): void {
  const { output, leadingToHelp, inWindowOrOwn } = parts;
  const { terminal, input } = parts.surroundings;

  const integrations = connect
    .command('integrations')
    .description(integrationHelp.integrations())
    .addHelpText('after', integrationHelp.integrationsExamples())
    .exitOverride(leadingToHelp('credentials connect integrations'))
    // `create` has options of the same names.
    .enablePositionalOptions()
    .argument('[name]', help.serverArgument())
    .addOption(output())
    .action((name: string | undefined, options: Output) =>
      inWindowOrOwn(
        async (backends) => {
          const { serverIntegrations } = await import('./connect/subcommands.js');
          return serverIntegrations(backends, terminal, name, options.output);
        },
        async (own) => {
          const { ownIntegrations } = await import('./connect/own.js');
          return ownIntegrations(own, terminal, name, options.output);
        },
      ),
    );

  integrations
    .command('create')
    .description(integrationHelp.create())
    .addHelpText('after', integrationHelp.createExamples())
    .exitOverride(leadingToHelp('credentials connect integrations create'))
    .argument('[name]', help.serverArgument())
    .requiredOption('--file <file>', integrationHelp.fileOption())
    .addOption(output())
    .action(async (name: string | undefined, options: Output & { readonly file: string }) => {
      const { readIntegration } = await import('./connect/subcommands.js');
      const body = await readIntegration(options.file, input);
      await inWindowOrOwn(
        async (backends) => {
          const { createServerIntegration } = await import('./connect/subcommands.js');
          return createServerIntegration(backends, terminal, name, body, options.output);
        },
        async (own) => {
          const { createOwnIntegration } = await import('./connect/own.js');
          return createOwnIntegration(own, terminal, name, body, options.output);
        },
      );
    });
}
