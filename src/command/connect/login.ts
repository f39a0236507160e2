import { readCertificates } from '../../connect/certificateFile.js';
import type { LoginProgress, ServerLoginRequest, ServerLogins } from '../../core/serverLogins.js';
import { withInterrupt } from '../interrupt.js';
import { ExitCode, type Terminal } from '../terminal.js';
import { readIdentityToken } from './identityToken.js';
import type { LoginRequest } from './loginOptions.js';
import * as messages from './messages.js';

/** What a sign-in needs. */
export interface LoginPorts {
  /** Of the editor window, or of the command itself. */
  readonly logins: ServerLogins;
  readonly progress: LoginProgress;
  readonly terminal: Terminal;
  /** Opens standard input. */
  readonly input: () => AsyncIterable<Uint8Array>;
}

/** `credentials login`: signs in to a server, and adds it to the list of the editor window or of the command. */
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

async function logIn(
  request: LoginRequest,
  { logins, progress, terminal, input }: LoginPorts,
  cancelled: AbortSignal,
): Promise<ExitCode> {
  const outcome = await logins.logIn(await withFiles(request, input), progress, cancelled);
  if (outcome.kind === 'notInTime') {
    terminal.say(messages.notInTime(outcome.name, outcome.seconds));
    return ExitCode.notSignedIn;
  }
  terminal.write(`${messages.signedIn(outcome.server)}\n`);
  if (request.setDefault) {
    terminal.write(`${messages.nowDefault(outcome.server.name)}\n`);
  }
  return ExitCode.done;
}

/** The request with what is in files and on standard input: an editor window does not read the files of its terminals. */
async function withFiles(request: LoginRequest, input: LoginPorts['input']): Promise<ServerLoginRequest> {
  const { server, name, insecure, cacert, useDeviceCode, clientId, setDefault } = request;
  return {
    ...{ server, name, insecure, useDeviceCode, clientId, setDefault },
    identityToken: await readIdentityToken(request, input),
    caCertificate: insecure || cacert === undefined ? undefined : await readCertificates(cacert),
  };
}
