import { CredentialError, errorChain } from '../../core/errors.js';
import type { Clock, Logger } from '../../core/ports.js';
import { Secret } from '../../core/secret.js';
import { oneLine } from '../../core/text.js';
import type { Method, WireCheck, WireFailure, WireSignedOut, WireSignIn, WireToken } from '../../workbench/wire.js';
import type { BrokerLogins } from '../logins.js';
import type { Served, ServedIntegrations } from '../servedIntegrations.js';
import type { ServedServers } from '../servedServers.js';
import type { BrokerSignIns } from '../signIns.js';
import type { Parameters } from './call.js';
import { encodeIntegrations, encodeServers, encodeServerToken, encodeToken } from './encoding.js';
import { serverLogin, serverLogout } from './loginMethods.js';
import * as messages from './messages.js';

/** Milliseconds for a check: less than the command waits for an answer. */
const CHECK_TIMEOUT = 50_000;

export interface WorkbenchMethodsOptions {
  readonly served: ServedIntegrations;
  readonly servers: ServedServers;
  readonly logins: BrokerLogins;
  readonly signIns: BrokerSignIns;
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
    const { uuid, open, cancel, rejected, name } = parameters;
    const { served, servers, signIns, logins } = this.options;
    switch (method) {
      case 'oauth_integrations': {
        const integrations = (await served.all()).map(({ integration }) => integration);
        const answer = encodeIntegrations(integrations, (each) => signIns.lastErrorOf(each));
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

function nameOf({ integration }: Served): string {
  return oneLine(integration.label);
}
