import { readCertificates } from '../../connect/certificateFile.js';
import type {
  FinishLoginRequest,
  LoginOutcome,
  LoginProgress,
  ServerLoginRequest,
  ServerLogins,
} from '../../core/serverLogins.js';
import { withInterrupt } from '../interrupt.js';
import { ExitCode, type Terminal, visibleJson } from '../terminal.js';
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
export async function login(request: LoginRequest | FinishLoginRequest, ports: LoginPorts): Promise<ExitCode> {
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
  request: LoginRequest | FinishLoginRequest,
  { logins, progress, terminal, input }: LoginPorts,
  cancelled: AbortSignal,
): Promise<ExitCode> {
  const isInSteps = 'finish' in request || request.isFinishedLater;
  const wanted = 'finish' in request ? request : await withFiles(request, input);
  const outcome = await logins.logIn(wanted, progress, cancelled);
  if (isInSteps || outcome.kind === 'pending') {
    terminal.write(`${visibleJson(stepOf(outcome))}\n`);
    return ExitCode.done;
  }
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

/** What `rsconnect login --no-wait` and `--finish` print. */
function stepOf(outcome: LoginOutcome): object {
  if (outcome.kind === 'signedIn') {
    const { name, url } = outcome.server;
    return { status: 'done', name, server: url };
  }
  const pending = { status: 'pending', name: outcome.name };
  if (outcome.kind === 'notInTime' || !outcome.code) {
    return { ...pending, server: outcome.kind === 'pending' ? outcome.url : null };
  }
  const { page, userCode, expiresAt } = outcome.code;
  return {
    ...{ ...pending, server: outcome.url, verification_uri: page, user_code: userCode },
    expires_in: Math.max(0, Math.ceil((expiresAt - Date.now()) / 1_000)),
  };
}

/** The request with what is in files and on standard input: an editor window does not read the files of its terminals. */
async function withFiles(request: LoginRequest, input: LoginPorts['input']): Promise<ServerLoginRequest> {
  const { cacert, ...others } = request;
  const { insecure } = others;
  return {
    ...others,
    identityToken: await readIdentityToken(request, input),
    caCertificate: insecure || cacert === undefined ? undefined : await readCertificates(cacert),
  };
}
