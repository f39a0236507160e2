import type { Catalog } from '../core/catalog.js';
import type { Browser } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import type { ServerLogins } from '../core/serverLogins.js';
import type { SignIns } from '../core/signIns.js';
import { Broker, type BrokerOptions } from './broker.js';
import { BrokerLogins } from './logins.js';
import { runtimeParent } from './runtimeFolder.js';
import { ServedIntegrations } from './servedIntegrations.js';
import { ServedServers } from './servedServers.js';
import { BrokerSignIns } from './signIns.js';
import { WorkbenchFace } from './workbench/face.js';
import { WorkbenchMethods } from './workbench/methods.js';

export interface BrokerContext extends Omit<BrokerOptions, 'faces' | 'parentFolder'> {
  readonly catalog: Catalog;
  readonly refreshers: Pick<Refreshers, 'get'>;
  readonly signIns: Pick<SignIns, 'signIn' | 'cancel'>;
  /** Signs in to servers, for the command. Called when a caller asks for that. */
  readonly logins: () => Promise<ServerLogins>;
  readonly browser: Browser;
  /** Whether the window is in a Workbench session, whose server answers the code in its terminals. */
  readonly isInSession: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder for temporary files. */
  readonly temporaryFolder: string;
}

/** Creates the broker of a window, with all its faces. It does not run yet. */
export function createBroker(context: BrokerContext): Broker {
  const { catalog, refreshers, browser, clock, log, environment, temporaryFolder, isInSession } = context;
  const served = new ServedIntegrations(catalog, refreshers);
  const signIns = new BrokerSignIns(context.signIns, browser, clock, log);
  const logins = new BrokerLogins(context.logins, clock, log);
  const servers = new ServedServers(catalog);
  const workbench = new WorkbenchMethods({ served, servers, signIns, logins, clock, log });
  return new Broker({
    ...context,
    faces: [WorkbenchFace.factory(clock, (method, parameters) => workbench.call(method, parameters), isInSession)],
    parentFolder: () => runtimeParent(environment, temporaryFolder),
  });
}
