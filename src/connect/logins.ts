import { CredentialError } from '../core/errors.js';
import type { HttpClient, ServerOptions } from '../core/httpClient.js';
import type { Clock } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import type {
  FinishLoginRequest,
  LoginOutcome,
  LoginProgress,
  ServerLoginRequest,
  ServerLogins,
  WantedServer,
} from '../core/serverLogins.js';
import { SIGN_IN_TIMEOUT } from '../core/signIns.js';
import type { CredentialStore } from '../vault/credentialStore.js';
import { candidatesOf, nicknameFor, problemOfAddress } from './address.js';
import { keyForIdentityToken } from './identityToken.js';
import { finishLogin, startLogin } from './laterLogin.js';
import * as messages from './loginMessages.js';
import { fieldsOf, PendingLogins } from './pendingLogins.js';
import { type FoundServer, findServer } from './probe.js';
import type { ConnectServer } from './server.js';
import { serverId, withServer } from './settings.js';
import type { ConnectSource } from './source.js';

/** Where servers and sign-ins are: in an editor window, or in files of the command. */
export interface LoginPorts {
  readonly clock: Clock;
  /** The servers that there are. Throws `CredentialError` if they, or what is stored for them, can't be used. */
  readonly servers: () => Promise<readonly ConnectServer[]>;
  /** Throws `CredentialError` if the user can't change the list. */
  readonly assertChangeable: () => void;
  /** Changes the list. `change` may be called more than once. */
  readonly change: (change: (entries: unknown) => readonly unknown[]) => Promise<void>;
  /** Creates a client for one server; it is disposed of here. */
  readonly http: (server: ServerOptions) => HttpClient;
  /** What is stored encrypted. */
  readonly credentials: CredentialStore;
  /** The user's account at a server; it is disposed of here. */
  readonly source: (server: ConnectServer, progress: LoginProgress) => ConnectSource;
  /** Where the sign-in was stored, in sentences. */
  readonly stored: () => Promise<string>;
}

/** Signs in to Posit Connect servers and out, with the options of `rsconnect login`, wherever the servers are listed. */
export class ConnectLogins implements ServerLogins {
  readonly #pending: PendingLogins;

  constructor(private readonly ports: LoginPorts) {
    this.#pending = new PendingLogins(ports.credentials);
  }

  async logIn(
    request: ServerLoginRequest | FinishLoginRequest,
    progress: LoginProgress,
    signal: AbortSignal,
  ): Promise<LoginOutcome> {
    // Before the user signs in: a problem with what is stored here should not come afterwards.
    this.ports.assertChangeable();
    const servers = await this.ports.servers();
    if ('finish' in request) {
      return this.#finish(request, servers, progress, signal);
    }
    const { found, server } = await this.#find(request, servers, progress, signal);
    const source = this.ports.source(server, progress);
    try {
      if (request.identityToken) {
        await this.#exchange(source, request.identityToken, progress, signal);
      } else if (!found.hasOAuth) {
        throw messages.noOAuth(new URL(found.url).host, found.version);
      } else if (request.isFinishedLater) {
        return await startLogin(source, this.#pending, this.ports.clock, signal);
      } else if (!(await signIn(source, request.useDeviceCode, signal))) {
        return { kind: 'notInTime', name: server.name, seconds: SIGN_IN_TIMEOUT / 1_000 };
      }
      return await this.#signedIn(source, progress, signal);
    } finally {
      source.dispose();
    }
  }

  async logOut(wanted: WantedServer, progress: LoginProgress): Promise<string> {
    const servers = await this.ports.servers();
    const found = servers.find((each) => ('name' in wanted ? each.name === wanted.name : isUrlOf(each, wanted.url)));
    if (!found) {
      const names = servers.map(({ name }) => name);
      throw messages.unknownServer('name' in wanted ? wanted.name : wanted.url, names);
    }
    const source = this.ports.source(found, progress);
    try {
      const problem = await source.signedIn.signOut(new AbortController().signal);
      if (problem !== undefined) {
        progress.told(problem);
      }
    } finally {
      source.dispose();
    }
    return found.name;
  }

  #finish(
    request: FinishLoginRequest,
    servers: readonly ConnectServer[],
    progress: LoginProgress,
    signal: AbortSignal,
  ): Promise<LoginOutcome> {
    const ports = {
      ...{ pending: this.#pending, clock: this.ports.clock },
      source: (server: ConnectServer) => {
        // Another one may have been added meanwhile.
        assertNameFree(
          server.name,
          servers.filter(({ url }) => url !== server.url),
        );
        return this.ports.source(server, progress);
      },
      onSignedIn: (source: ConnectSource) => this.#signedIn(source, progress, signal),
    };
    return finishLogin(request, ports, signal);
  }

  /** The tokens are stored: adds the server to the list. */
  async #signedIn(source: ConnectSource, progress: LoginProgress, signal: AbortSignal): Promise<LoginOutcome> {
    await this.#add(source);
    const facts = await source.serverAccess.facts(signal);
    progress.told(await this.ports.stored());
    return { kind: 'signedIn', server: facts };
  }

  /** Looks for the server. Throws `CredentialError` if there is none, or if its name is that of another one. */
  async #find(
    request: ServerLoginRequest,
    servers: readonly ConnectServer[],
    { log }: LoginProgress,
    signal: AbortSignal,
  ): Promise<{ readonly found: FoundServer; readonly server: ConnectServer }> {
    const problem = problemOfAddress(request.server);
    if (problem !== undefined) {
      throw messages.addressUnusable(problem);
    }
    const candidates = candidatesOf(request.server);
    const trust = trustFor(request, candidates, servers);
    const http = this.ports.http({ ...trust, returnsCookies: true });
    try {
      const hasOwnCa = trust.caCertificate !== undefined;
      const found = await findServer(candidates, { http, clock: this.ports.clock, log, hasOwnCa }, signal);
      return { found, server: serverFor(request, found, trust, servers) };
    } finally {
      http.dispose();
    }
  }

  /** Exchanges an identity token for an API key, and stores that once the server accepts it. Throws `CredentialError`. */
  async #exchange(source: ConnectSource, token: Secret, { log }: LoginProgress, signal: AbortSignal): Promise<void> {
    const { url, caCertificate, insecure } = source.server;
    const http = this.ports.http({ caCertificate, insecure, returnsCookies: true });
    try {
      const { value, expiresAt } = await keyForIdentityToken(
        url,
        token,
        { http, clock: this.ports.clock, log },
        signal,
      );
      await source.signedIn.useApiKey(value, expiresAt);
    } finally {
      http.dispose();
    }
  }

  /** Adds the server to the list. If that fails, the user is signed out again: nothing would show that there are tokens. */
  async #add(source: ConnectSource): Promise<void> {
    try {
      await this.ports.change((entries) => withServer(entries, fieldsOf(source.server)));
    } catch (error) {
      await source.signedIn.forget().catch(() => undefined);
      throw error;
    }
  }
}

type Trust = Pick<ConnectServer, 'insecure' | 'caCertificate'>;

/** A certificate stays that was given earlier; that certificates are not verified must be said each time. */
function trustFor(
  { insecure, caCertificate }: ServerLoginRequest,
  candidates: readonly string[],
  servers: readonly ConnectServer[],
): Trust {
  const before = servers.find(({ url }) => candidates.includes(url));
  return insecure
    ? { insecure, caCertificate: undefined }
    : { insecure, caCertificate: caCertificate ?? before?.caCertificate };
}

/** The entry of the server that was found. Throws `CredentialError` if its name is that of another one. */
function serverFor(
  request: ServerLoginRequest,
  { url }: FoundServer,
  trust: Trust,
  servers: readonly ConnectServer[],
): ConnectServer {
  const before = servers.find((each) => each.url === url);
  const others = servers.filter((each) => each !== before);
  const name = request.name ?? before?.name ?? nicknameFor(url, others);
  assertNameFree(name, others);
  const clientId = request.clientId ?? before?.clientId;
  return { id: serverId(url), name, url, clientId, ...trust, isDefault: request.setDefault };
}

/** Throws `CredentialError` if another server has this name. */
function assertNameFree(name: string, others: readonly ConnectServer[]): void {
  const namesake = others.find((each) => each.name === name);
  if (namesake) {
    throw messages.nameTaken(name, namesake.url);
  }
}

/** Resolves with whether the user has signed in in time. */
async function signIn(source: ConnectSource, withDeviceCode: boolean, cancelled: AbortSignal): Promise<boolean> {
  const late = AbortSignal.timeout(SIGN_IN_TIMEOUT);
  try {
    await source.signedIn.signIn({ withDeviceCode }, AbortSignal.any([cancelled, late]));
    return true;
  } catch (error) {
    if (late.aborted && !cancelled.aborted && !(error instanceof CredentialError)) {
      return false;
    }
    throw error;
  }
}

/** Whether a server is meant by a URL. Its nickname is accepted in its place. */
export function isUrlOf({ url, name }: Pick<ConnectServer, 'url' | 'name'>, wanted: string): boolean {
  return wanted === name || url === (URL.canParse(wanted) ? new URL(wanted).href : wanted).replace(/\/+$/, '');
}
