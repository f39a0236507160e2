import type { Catalog } from '../core/catalog.js';
import { isInCoderWorkspace } from '../core/coderVariables.js';
import type { ContentUses } from '../core/contentUses.js';
import type { Browser, Environment } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import type { ServerLogins } from '../core/serverLogins.js';
import type { SignIns } from '../core/signIns.js';
import { Broker, type BrokerOptions } from './broker.js';
import type { FaceFactory } from './face.js';
import { BrokerLogins } from './logins.js';
import { runtimeParent } from './runtimeFolder.js';
import { ServedIntegrations } from './servedIntegrations.js';
import { ServedServers } from './servedServers.js';
import { BrokerSignIns } from './signIns.js';
import { ExternalAuth } from './coder/externalAuth.js';
import { CoderFace } from './coder/face.js';
import { CoderProviders } from './coder/providers.js';
import { SignInLinks } from './coder/signInLinks.js';
import { signInPage } from './coder/signInPage.js';
import { ContentIntegrations } from './connect/contentIntegrations.js';
import { CredentialExchange } from './connect/exchange.js';
import { ConnectFace } from './connect/face.js';
import { WorkbenchFace } from './workbench/face.js';
import { WorkbenchMethods } from './workbench/methods.js';

export interface BrokerContext extends Omit<BrokerOptions, 'faces' | 'parentFolder'> {
  readonly catalog: Catalog;
  readonly refreshers: Pick<Refreshers, 'get'>;
  readonly signIns: Pick<SignIns, 'signIn' | 'cancel'>;
  /** Signs in to servers, for the command. Called when a caller asks for that. */
  readonly logins: () => Promise<ServerLogins>;
  readonly browser: Browser;
  readonly contentUses: Pick<ContentUses, 'all'>;
  /** The name of the user on this machine. */
  readonly username: string;
  /** Opens the app at a port of this machine in the browser, as the user sees it on Posit Connect. */
  readonly viewApp: (port: number) => Promise<void>;
  /** Whether the window is in a Workbench session, whose server answers the code in its terminals. */
  readonly isInSession: boolean;
  /** The setting by which programs written for Coder name integrations, as it is now; default: none. */
  readonly coderAliases?: () => unknown;
  readonly environment: Environment;
  /** The folder for temporary files. */
  readonly temporaryFolder: string;
}

/** Creates the broker of a window, with all its faces. It does not run yet. */
export function createBroker(context: BrokerContext): Broker {
  const { catalog, refreshers, browser, clock, log, environment, temporaryFolder, isInSession, contentUses } = context;
  const served = new ServedIntegrations(catalog, refreshers);
  const signIns = new BrokerSignIns(context.signIns, browser, clock, log);
  const logins = new BrokerLogins(context.logins, clock, log);
  const workbench = new WorkbenchMethods({
    ...{ served, servers: new ServedServers(catalog), signIns, logins, clock, log },
    requestedVariables: (name) => broker.requestedVariables(name),
    viewApp: context.viewApp,
  });
  // These also get tokens that other code gets from Workbench.
  const forContent = new ServedIntegrations(catalog, refreshers, true);
  const integrations = new ContentIntegrations(contentUses, forContent, catalog);
  const connect = {
    exchange: new CredentialExchange({ integrations, served: forContent, clock, log }),
    uses: contentUses,
    author: { username: context.username, groups: [] },
    now: () => clock.now(),
  };
  const broker: Broker = new Broker({
    ...context,
    faces: [
      WorkbenchFace.factory(clock, (method, parameters) => workbench.call(method, parameters), isInSession),
      ConnectFace.factory(connect),
      // In a real workspace, Coder answers.
      ...(isInCoderWorkspace(environment) ? [] : [coderFace(context, forContent, signIns)]),
    ],
    parentFolder: () => runtimeParent(environment, temporaryFolder),
  });
  return broker;
}

function coderFace(
  { clock, log, coderAliases = () => ({}) }: BrokerContext,
  served: ServedIntegrations,
  signIns: BrokerSignIns,
): FaceFactory {
  const links = new SignInLinks(() => clock.now());
  return CoderFace.factory({
    externalAuth: new ExternalAuth({
      providers: new CoderProviders(served, coderAliases),
      signInUrl: (base, id) => base + links.pathFor(id),
      ...{ served, clock, log },
    }),
    signInPage: (path) => signInPage(path, links, served, signIns),
  });
}
