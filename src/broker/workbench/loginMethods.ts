import { Secret } from '../../core/secret.js';
import type { FinishLoginRequest, LoginOutcome, ServerLoginRequest } from '../../core/serverLogins.js';
import { oneLine } from '../../core/text.js';
import { isoSeconds } from '../../core/time.js';
import { redactIfUrl } from '../../core/url.js';
import type { WireLogin, WireLogout, WirePendingLogin } from '../../workbench/wire.js';
import type { BrokerLogins } from '../logins.js';
import * as messages from '../messages.js';
import type { Parameters } from './call.js';
import { encodeServer } from './encoding.js';

/** An answer, and what the log says about it. */
interface Result {
  readonly answer: object;
  readonly logged: string;
}

/** `oauth_server_login`: starts a sign-in, reports its progress, or cancels it. */
export async function serverLogin(logins: BrokerLogins, parameters: Parameters): Promise<Result> {
  const { login, from, cancel } = parameters;
  if (typeof login !== 'string') {
    const id = logins.start(loginRequest(parameters), numberIn(parameters['verbose']));
    const answer = { login: id, notes: [] } satisfies WireLogin;
    // The address is not checked yet: it may contain a password.
    const wanted = redactIfUrl(String(parameters['server'] ?? parameters['finish']));
    return { answer, logged: `${oneLine(wanted)}: started` };
  }
  if (cancel === true) {
    await logins.cancel(login);
    return { answer: { result: true }, logged: 'cancelled' };
  }
  const { notes, outcome } = await logins.next(login, numberIn(from));
  if (outcome?.kind === 'signedIn') {
    const { server } = outcome;
    const answer = { login, notes, server: encodeServer(server) } satisfies WireLogin;
    return { answer, logged: `${oneLine(server.name)}: signed in` };
  }
  if (outcome?.kind === 'pending') {
    const answer = { login, notes, pending: encodePending(outcome) } satisfies WireLogin;
    return { answer, logged: `${oneLine(outcome.name)}: to be finished later` };
  }
  if (outcome) {
    const { name, seconds } = outcome;
    const answer = { login, notes, not_in_time: { name, seconds } } satisfies WireLogin;
    return { answer, logged: `${oneLine(name)}: not signed in in time` };
  }
  return { answer: { login, notes } satisfies WireLogin, logged: 'still waiting' };
}

/** `oauth_server_logout`. */
export async function serverLogout(logins: BrokerLogins, { server, name, verbose }: Parameters): Promise<Result> {
  const [url, nickname] = [textIn(server), textIn(name)];
  if (url === undefined && nickname === undefined) {
    throw messages.noServerGiven();
  }
  const answer: WireLogout = await logins.logOut(
    url === undefined ? { name: nickname ?? '' } : { url },
    numberIn(verbose),
  );
  return { answer, logged: `${oneLine(answer.name)}: signed out` };
}

function encodePending({ name, url, code }: Extract<LoginOutcome, { readonly kind: 'pending' }>): WirePendingLogin {
  return {
    ...{ name, url },
    ...(code && { code: { page: code.page, user_code: code.userCode, expiry: isoSeconds(code.expiresAt) } }),
  };
}

function loginRequest(parameters: Parameters): ServerLoginRequest | FinishLoginRequest {
  const finish = textIn(parameters['finish']);
  if (finish !== undefined) {
    return { finish, seconds: numberIn(parameters['seconds']) };
  }
  const server = textIn(parameters['server']);
  if (server === undefined) {
    throw messages.noServerGiven();
  }
  const identityToken = textIn(parameters['identity_token']);
  return {
    ...{ server, name: textIn(parameters['name']), clientId: textIn(parameters['client_id']) },
    ...{ insecure: parameters['insecure'] === true, caCertificate: textIn(parameters['ca_certificate']) },
    identityToken: identityToken === undefined ? undefined : new Secret(identityToken),
    ...{ useDeviceCode: parameters['device_code'] === true, setDefault: parameters['default'] === true },
    isFinishedLater: parameters['no_wait'] === true,
  };
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberIn(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
