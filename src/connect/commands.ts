import type { CallbackRelay } from '../core/callbackUris.js';
import { BACK, type Dialogs } from '../core/dialogs.js';
import type { Integration } from '../core/integration.js';
import type { SourceCommands } from '../core/source.js';
import type { ConnectApi } from './api/connectApi.js';
import type { OfferedPrefill } from './manage/prefill.js';
import { endedByCancelling } from './manage/cancelled.js';
import * as manage from './manage/messages.js';
import type { ConnectCommand } from './outline.js';
import type { KnownServer } from './knownServers.js';
import { type ConnectServer, redirectUriOf } from './server.js';
import type { ConnectServers } from './servers.js';
import { withDefault, withoutServer, withServer } from './settings.js';
import { askForServer } from './signIn/addServer.js';
import type { AddServerPorts } from './signIn/ports.js';
import * as messages from './signIn/messages.js';
import type { ConnectSource } from './source.js';

/** The setting `availableCredentials.connect.servers`. */
export interface ServerSettings {
  read(): unknown;
  write(value: unknown): Promise<void>;
  /** Where the effective value comes from. */
  origin(): 'user' | 'default' | 'policy';
}

export interface ConnectCommandsPorts extends Omit<AddServerPorts, 'servers' | 'known'> {
  /** The servers that other tools know, without those that there are already. */
  readonly knownServers: (servers: readonly ConnectServer[]) => Promise<readonly KnownServer[]>;
  readonly servers: ConnectServers<ConnectSource>;
  readonly settings: ServerSettings;
  /** The relay of the Workbench session that the window is in, if it is in one. */
  readonly relay: CallbackRelay | undefined;
  /** The local integrations, to start a new integration with one. */
  readonly prefills: () => Promise<readonly OfferedPrefill[]>;
  /** The integrations of the servers as they are now, also while the view is hidden. Never rejects. */
  readonly listed: () => Promise<readonly Integration[]>;
  /** Signs in to a server as its row does. */
  readonly signIn: (source: ConnectSource) => Promise<void>;
}

/** What users can do with servers. From the palette, they are asked for the server. */
export function connectCommands(ports: ConnectCommandsPorts): Record<ConnectCommand, SourceCommands[string]> {
  const changed = async (change: (setting: unknown) => readonly unknown[]) => {
    await ports.settings.write(change(ports.settings.read()));
    ports.servers.update();
  };
  const withSource = async (
    integration: Integration | undefined,
    title: string,
    use: (source: ConnectSource) => Promise<void>,
  ) => {
    if (await isChangeable(ports)) {
      const source = integration ? ports.servers.source(integration.source) : await pick(ports, title);
      await (source && use(source));
    }
  };
  return {
    ...integrationCommands(ports),
    signInToConnect: async () => {
      if (!(await isChangeable(ports))) {
        return;
      }
      const { sources } = ports.servers;
      const servers = sources.map(({ server }) => server);
      const asked = await askForServer({ ...ports, servers, known: await ports.knownServers(servers) });
      if (!asked) {
        return;
      }
      await changed((setting) => withServer(setting, asked.fields));
      const source = ports.servers.sources.find(({ server }) => server.url === asked.fields.url);
      if (source) {
        await (asked.apiKey ? source.signedIn.useApiKey(asked.apiKey) : ports.signIn(source));
      }
    },
    removeConnectServer: (integration) =>
      withSource(integration, messages.pickToRemove(), async (source) => {
        const { dialogs } = ports;
        const question = messages.removeQuestion(source.label);
        if (await dialogs.confirm(question, messages.removeDetail(), messages.remove())) {
          const problem = await source.signedIn.forget();
          await changed((setting) => withoutServer(setting, source.id));
          await (problem === undefined ? undefined : dialogs.tell(problem));
        }
      }),
    setDefaultConnectServer: (integration) =>
      withSource(integration, messages.pickDefault(), (source) =>
        changed((setting) => withDefault(setting, source.id)),
      ),
  };
}

/** What users can do with the integrations of a server. Afterwards, the server is asked for its list again. */
function integrationCommands(ports: ConnectCommandsPorts) {
  const { dialogs } = ports;
  const onIntegration =
    (
      command: ConnectCommand,
      title: string,
      use: (
        ports: { readonly dialogs: Dialogs; readonly api: ConnectApi },
        integration: Integration,
      ) => Promise<unknown>,
    ) =>
    (row?: Integration) =>
      endedByCancelling(async () => {
        const integration = row ?? (await pickIntegration(ports, command, title));
        const source = integration && ports.servers.source(integration.source);
        if (source) {
          try {
            await use({ dialogs, api: source.api }, integration);
          } finally {
            source.changed();
          }
        }
      });
  return {
    createConnectIntegration: async (integration?: Integration) => {
      const source = integration
        ? ports.servers.source(integration.source)
        : await pick(ports, manage.createTitle('Posit Connect'));
      if (source) {
        const { createIntegration } = await import('./manage/createIntegration.js');
        const create = () =>
          createIntegration({
            ...{ dialogs, api: source.api, server: source.label, prefills: ports.prefills },
            redirectUri: redirectUriOf(source.server.url),
            workbenchRedirectUri: ports.relay?.redirectUri,
          });
        await endedByCancelling(create);
        source.changed();
      }
    },
    editConnectIntegration: onIntegration(
      'editConnectIntegration',
      manage.pickToEdit(),
      async (services, { guid = '' }) => {
        const { editIntegration } = await import('./manage/editIntegration.js');
        await editIntegration(services, guid);
      },
    ),
    deleteConnectIntegration: onIntegration(
      'deleteConnectIntegration',
      manage.pickToDelete(),
      async (services, integration) => {
        const { deleteIntegration } = await import('./manage/deleteIntegration.js');
        await deleteIntegration(services, integration);
      },
    ),
    associateWithContent: onIntegration(
      'associateWithContent',
      manage.pickToAssociate(),
      async (services, integration) => {
        const { associateWithContent } = await import('./manage/associate.js');
        await associateWithContent(services, integration);
      },
    ),
  };
}

/** Whether the user can change the list; otherwise tells the user why not. */
async function isChangeable({ settings, dialogs }: ConnectCommandsPorts): Promise<boolean> {
  const isPolicy = settings.origin() === 'policy';
  await (isPolicy ? dialogs.tell(messages.isPolicy()) : undefined);
  return !isPolicy;
}

/** Lets the user pick one of the integrations that offer a command. */
async function pickIntegration(
  { servers, dialogs, listed }: ConnectCommandsPorts,
  command: ConnectCommand,
  title: string,
): Promise<Integration | undefined> {
  const { sources } = servers;
  if (sources.length === 0) {
    await dialogs.tell(messages.noServers());
    return undefined;
  }
  const offered = (await dialogs.during(title, listed)).filter(({ actions }) => actions.includes(command));
  if (offered.length === 0) {
    await dialogs.tell(manage.noneOffered(command === 'associateWithContent' ? 'publisher' : 'administrator'));
    return undefined;
  }
  const picked = await dialogs.choose({
    ...{ title, prompt: manage.whichIntegration() },
    choices: offered.map((value) => ({
      ...{ label: value.label, value },
      description: servers.source(value.source)?.label ?? '',
    })),
  });
  return picked === BACK ? undefined : picked;
}

async function pick({ servers, dialogs }: ConnectCommandsPorts, title: string): Promise<ConnectSource | undefined> {
  const { sources } = servers;
  if (sources.length === 0) {
    await dialogs.tell(messages.noServers());
    return undefined;
  }
  const picked = await dialogs.choose({
    ...{ title, prompt: messages.whichServer() },
    choices: sources.map((source) => ({ label: source.label, description: source.server.url, value: source })),
  });
  return picked === BACK ? undefined : picked;
}
