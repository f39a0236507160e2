import { CredentialError, errorChain } from '../../core/errors.js';
import type { Clock, Logger } from '../../core/ports.js';
import { revealed, Secret } from '../../core/secret.js';
import { oneLine } from '../../core/text.js';
import type {
  Method,
  WireCheck,
  WireEnvironment,
  WireFailure,
  WireSignedOut,
  WireSignIn,
  WireSignInNeeded,
  WireToken,
} from '../../workbench/wire.js';
import type { SecretVariables } from '../face.js';
import type { BrokerLogins } from '../logins.js';
import type { Served, ServedIntegrations } from '../servedIntegrations.js';
import type { ServedServer, ServedServers } from '../servedServers.js';
import type { BrokerSignIns } from '../signIns.js';
import type { Parameters } from './call.js';
import {
  encodeCreated,
  encodeIntegrations,
  encodeServerIntegrations,
  encodeServers,
  encodeServerToken,
  encodeToken,
} from './encoding.js';
import { serverLogin, serverLogout } from './loginMethods.js';
import * as messages from './messages.js';

/** Milliseconds for a check: less than the command waits for an answer. */
const CHECK_TIMEOUT = 50_000;

export interface WorkbenchMethodsOptions {
  readonly served: ServedIntegrations;
  readonly servers: ServedServers;
  readonly logins: BrokerLogins;
  readonly signIns: BrokerSignIns;
  /** The variables of a process for which the broker speaks another protocol, by the name of the set. */
  readonly requestedVariables: (name: string) => SecretVariables | undefined;
  /** Opens the app at a port of this machine in the browser, as the user sees it on Posit Connect. */
  readonly viewApp: (port: number) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** An answer, and what the log says about it. */
interface Result {
  readonly answer: object;
  readonly logged: string;
}

/** The methods of the Workbench protocol, for all integrations that the broker serves. */
export class WorkbenchMethods {
  constructor(private readonly options: WorkbenchMethodsOptions) {}

  /** Never rejects: a failure is `{"error": sentence}`, which Python and R both understand. */
  async call(method: Method, parameters: Parameters): Promise<object> {
    const { log } = this.options;
    try {
      const { answer, logged } = await this.#result(method, parameters);
      log.info(`broker: ${method}, ${logged}`);
      return answer;
    } catch (error) {
      log.info(`broker: ${method}${this.#named(parameters)}: ${errorChain(error)}`);
      return { error: error instanceof CredentialError ? error.message : messages.failed() } satisfies WireFailure;
    }
  }

  async #result(method: Method, parameters: Parameters): Promise<Result> {
    const { served, servers, signIns, logins } = this.options;
    const { uuid, open, cancel, rejected, name, integration, port } = parameters;
    switch (method) {
      case 'oauth_integrations': {
        const integrations = (await served.all()).map(({ integration }) => integration);
        const answer = encodeIntegrations(integrations, (each) => signIns.lastErrorOf(each), served.notice);
        return { answer, logged: `${integrations.length}` };
      }
      case 'oauth_token': {
        const found = await served.find(uuid);
        return { answer: await this.#token(found, rejected), logged: `${nameOf(found)}: token returned` };
      }
      case 'oauth_sign_in': {
        const found = await served.findNow(uuid);
        if (cancel === true) {
          signIns.leave(found.integration);
          return { answer: { result: true }, logged: `${nameOf(found)}: sign-in cancelled` };
        }
        const answer = await this.#signIn(found, open === true);
        return { answer, logged: `${nameOf(found)}: ${answer.authenticated ? 'signed in' : 'sign-in page returned'}` };
      }
      case 'oauth_sign_out': {
        const found = await served.find(uuid);
        return { answer: await this.#signOut(found), logged: `${nameOf(found)}: signed out` };
      }
      case 'oauth_servers': {
        const answer = encodeServers(await servers.all(AbortSignal.timeout(CHECK_TIMEOUT)));
        return { answer, logged: `${answer.servers.length}` };
      }
      case 'oauth_server_token': {
        const { facts, access } = await servers.find(name, AbortSignal.timeout(CHECK_TIMEOUT));
        return {
          answer: encodeServerToken(await access.credential()),
          logged: `${oneLine(facts.name)}: token returned`,
        };
      }
      case 'oauth_environment': {
        const variables = typeof name === 'string' ? this.options.requestedVariables(name) : undefined;
        if (!variables) {
          throw messages.unknownEnvironment(name);
        }
        return { answer: { variables: revealed(variables) } satisfies WireEnvironment, logged: `variables returned` };
      }
      case 'oauth_view_app': {
        if (typeof port !== 'number' || !isPort(port)) {
          throw messages.noPort();
        }
        await this.options.viewApp(port);
        return { answer: { result: true }, logged: `the app at port ${port} opened` };
      }
      case 'oauth_server_integrations':
        return this.#ofServer(name, async ({ access }, signal) => {
          const integrations = await access.integrations(signal);
          return { answer: encodeServerIntegrations(integrations), logged: `${integrations.length} integrations` };
        });
      case 'oauth_server_create_integration':
        return this.#ofServer(name, async ({ facts, access }, signal) => {
          const created = await access.createIntegration(integration, signal);
          return { answer: encodeCreated(created, facts.name), logged: `created ${oneLine(created.guid)}` };
        });
      case 'oauth_server_login':
        return serverLogin(logins, parameters);
      case 'oauth_server_logout':
        return serverLogout(logins, parameters);
      case 'oauth_check': {
        const found = await served.findNow(uuid);
        return { answer: await this.#check(found), logged: `${nameOf(found)}: checked` };
      }
    }
  }

  /** A call of a server's API. That the user is not signed in to it is an answer, which the command tells from a failure. */
  async #ofServer(
    name: unknown,
    call: (server: ServedServer, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const signal = AbortSignal.timeout(CHECK_TIMEOUT);
    const server = await this.options.servers.find(name, signal);
    const label = oneLine(server.facts.name);
    try {
      const { answer, logged } = await call(server, signal);
      return { answer, logged: `${label}: ${logged}` };
    } catch (error) {
      if (error instanceof CredentialError && error.failure === 'authorization') {
        const answer: WireSignInNeeded = { sign_in_needed: error.message };
        return { answer, logged: `${label}: ${errorChain(error)}` };
      }
      throw error;
    }
  }

  async #token({ integration, tokens }: Served, rejected: unknown): Promise<WireToken> {
    const token = await tokens.accessToken(
      integration,
      typeof rejected === 'string' ? new Secret(rejected) : undefined,
    );
    return encodeToken(token, this.options.clock.now());
  }

  async #signIn({ integration }: Served, open: boolean): Promise<WireSignIn> {
    return integration.status.kind === 'authenticated'
      ? { authenticated: true }
      : this.options.signIns.start(integration, open);
  }

  async #signOut({ integration, source }: Served): Promise<WireSignedOut> {
    const { instruction } = await source.signOut(integration, new AbortController().signal);
    await this.options.served.refresh(source);
    return { result: true, ...(instruction === undefined ? {} : { detail: instruction }) };
  }

  async #check({ integration, source }: Served): Promise<WireCheck> {
    const signal = AbortSignal.timeout(CHECK_TIMEOUT);
    return { findings: (await source.check?.(integration, signal)) ?? [] };
  }

  /** The integration's name for the log, if it is known. */
  #named({ uuid }: Parameters): string {
    const known = this.options.served.known(uuid);
    return known ? `, ${nameOf(known)}` : '';
  }
}

/** Whether a program can listen at a port that a caller names. */
function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536;
}

function nameOf({ integration }: Served): string {
  return oneLine(integration.label);
}
