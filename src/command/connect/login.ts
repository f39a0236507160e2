import { CredentialError } from '../../core/errors.js';
import { SIGN_IN_TIMEOUT } from '../../core/signIns.js';
import { candidatesOf, nicknameFor, problemOfAddress } from '../../connect/address.js';
import { readCertificates } from '../../connect/certificateFile.js';
import { type FoundServer, findServer } from '../../connect/probe.js';
import type { ConnectServer } from '../../connect/server.js';
import { serverId, withServer } from '../../connect/settings.js';
import type { ConnectSource } from '../../connect/source.js';
import { withInterrupt } from '../interrupt.js';
import { ExitCode, type Terminal } from '../terminal.js';
import { readIdentityToken, signInWithIdentityToken } from './identityLogin.js';
import type { LoginRequest } from './loginOptions.js';
import * as messages from './messages.js';
import type { OwnServers } from './ownServers.js';

/** What a sign-in needs. */
export interface LoginPorts {
  readonly own: OwnServers;
  readonly terminal: Terminal;
  /** Opens standard input. */
  readonly input: () => AsyncIterable<Uint8Array>;
}

/** `credentials login`: signs in to a server, and adds it to the command's list. */
export async function login(request: LoginRequest, ports: LoginPorts): Promise<ExitCode> {
  const cancelled = new AbortController();
  const work = logIn(request, ports, cancelled.signal);
  const cancel = async () => {
    cancelled.abort();
    // What the server has issued meanwhile is stored.
    await work.catch(() => undefined);
  };
  return withInterrupt(cancel, () => work);
}

async function logIn(request: LoginRequest, ports: LoginPorts, cancelled: AbortSignal): Promise<ExitCode> {
  const { own, terminal } = ports;
  const identityToken = await readIdentityToken(request, ports.input);
  // Before the user signs in: a problem with what is stored here should not come afterwards.
  const servers = await own.servers();
  await own.assertOpen();
  const { found, server } = await find(request, servers, own, cancelled);
  const source = own.source(server);
  if (identityToken) {
    await signInWithIdentityToken(source, identityToken, own, cancelled);
  } else if (!found.hasOAuth) {
    throw messages.noOAuth(new URL(found.url).host, found.version);
  } else if (!(await signIn(source, request.useDeviceCode, cancelled))) {
    terminal.say(messages.notInTime(server.name, SIGN_IN_TIMEOUT / 1_000));
    return ExitCode.notSignedIn;
  }
  await add(source, request, own);
  const facts = await source.serverAccess.facts(cancelled);
  await own.sayStorage();
  terminal.write(`${messages.signedIn(facts)}\n`);
  if (request.setDefault) {
    terminal.write(`${messages.nowDefault(server.name)}\n`);
  }
  return ExitCode.done;
}

/** Looks for the server. Throws `CredentialError` if there is none, or if its name is that of another one. */
async function find(
  request: LoginRequest,
  servers: readonly ConnectServer[],
  own: OwnServers,
  cancelled: AbortSignal,
): Promise<{ readonly found: FoundServer; readonly server: ConnectServer }> {
  const problem = problemOfAddress(request.server);
  if (problem !== undefined) {
    throw messages.addressUnusable(problem);
  }
  const candidates = candidatesOf(request.server);
  const trust = await trustFor(request, candidates, servers);
  const http = own.http({ ...trust, returnsCookies: true });
  try {
    const hasOwnCa = trust.caCertificate !== undefined;
    const found = await findServer(candidates, { http, clock: own.clock, log: own.log, hasOwnCa }, cancelled);
    const before = servers.find(({ url }) => url === found.url);
    const others = servers.filter((each) => each !== before);
    const name = request.name ?? before?.name ?? nicknameFor(found.url, others);
    const namesake = others.find((each) => each.name === name);
    if (namesake) {
      throw messages.nameTaken(name, namesake.url);
    }
    const clientId = request.clientId ?? before?.clientId;
    const server = { id: serverId(found.url), name, url: found.url, clientId, ...trust, isDefault: request.setDefault };
    return { found, server };
  } finally {
    http.dispose();
  }
}

/** A certificate stays that was given earlier; that certificates are not verified must be said each time. */
async function trustFor(
  { insecure, cacert }: LoginRequest,
  candidates: readonly string[],
  servers: readonly ConnectServer[],
): Promise<Pick<ConnectServer, 'insecure' | 'caCertificate'>> {
  if (insecure) {
    return { insecure, caCertificate: undefined };
  }
  const before = servers.find(({ url }) => candidates.includes(url));
  return {
    insecure: false,
    caCertificate: cacert === undefined ? before?.caCertificate : await readCertificates(cacert),
  };
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

/** Adds the server to the list. If that fails, the user is signed out again: nothing would show that there are tokens. */
async function add(source: ConnectSource, { clientId, setDefault }: LoginRequest, own: OwnServers): Promise<void> {
  const { name, url, caCertificate, insecure } = source.server;
  const fields = {
    ...{ name, url, ca_certificate: caCertificate, insecure: insecure || undefined, default: setDefault },
    ...(clientId === undefined ? {} : { client_id: clientId }),
  };
  try {
    await own.file.change((entries) => withServer(entries, fields));
  } catch (error) {
    await source.signedIn.forget().catch(() => undefined);
    throw error;
  }
}
