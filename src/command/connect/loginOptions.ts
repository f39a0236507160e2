import type { FinishLoginRequest } from '../../core/serverLogins.js';
import type { Environment } from '../../core/ports.js';
import * as messages from './messages.js';

/** The options of `credentials login` as they are on the command line. They are those of `rsconnect login`. */
export interface LoginArguments {
  readonly server?: string;
  readonly name?: string;
  readonly insecure?: boolean;
  readonly cacert?: string;
  readonly identityToken?: string;
  readonly identityTokenFile?: string;
  readonly useDeviceCode?: boolean;
  readonly clientId?: string;
  /** False: `--no-set-default`. */
  readonly setDefault: boolean;
  /** False: `--no-wait`. */
  readonly wait: boolean;
  readonly finish?: boolean;
  /** Seconds. */
  readonly timeout?: number;
  /** How often `-v` is given. */
  readonly verbose: number;
}

/** What to do, with the environment taken into account. */
export interface LoginRequest {
  /** The URL as the user has entered it. */
  readonly server: string;
  readonly name: string | undefined;
  readonly insecure: boolean;
  /** A file. */
  readonly cacert: string | undefined;
  /** Where the identity token is, if the user signs in with one: its text, `-` for standard input, or a file. */
  readonly identityToken: { readonly text: string } | { readonly file: string } | undefined;
  readonly useDeviceCode: boolean;
  readonly clientId: string | undefined;
  readonly setDefault: boolean;
  readonly isFinishedLater: boolean;
}

/** Seconds that `--finish` waits for the user, if the user does not say. */
const DEFAULT_TIMEOUT = 120;

const TRUE = ['1', 'true', 't', 'yes', 'y', 'on'];
const FALSE = ['0', 'false', 'f', 'no', 'n', 'off'];

/**
 * Combines the arguments with the environment; an argument takes precedence over a variable. Returns a sentence without a full
 * stop if they contradict each other.
 */
export function loginRequest(
  positional: string | undefined,
  given: LoginArguments,
  environment: Environment,
): LoginRequest | FinishLoginRequest | string {
  if (given.finish) {
    return finishRequest(positional, given);
  }
  if (given.timeout !== undefined) {
    return messages.onlyWithFinish();
  }
  const variable = (name: string) => environment[name] || undefined;
  if (positional !== undefined && given.server !== undefined) {
    return messages.serverTwice();
  }
  const server = positional || given.server || variable('CONNECT_SERVER');
  if (server === undefined) {
    return messages.serverMissing();
  }
  if (!/^https?:\/\//i.test(server)) {
    return messages.notHttp();
  }
  const trust = trustOf(given, variable);
  const identityToken = identityTokenOf(given, variable);
  if (typeof trust === 'string') {
    return trust;
  }
  if (typeof identityToken === 'string') {
    return identityToken;
  }
  if (identityToken && !given.wait) {
    return messages.noWaitWithIdentityToken();
  }
  return {
    ...{ server, name: given.name || undefined, ...trust, identityToken },
    ...{ useDeviceCode: given.useDeviceCode ?? false, clientId: given.clientId || undefined },
    ...{ setDefault: given.setDefault, isFinishedLater: !given.wait },
  };
}

/** The environment does not count: its values were used when the sign-in was started. */
function finishRequest(positional: string | undefined, given: LoginArguments): FinishLoginRequest | string {
  const { name, timeout = DEFAULT_TIMEOUT } = given;
  if (!given.wait) {
    return messages.oneOfThese('--no-wait', '--finish');
  }
  if (!name) {
    return messages.finishNeedsName();
  }
  const texts = [positional, given.server, given.identityToken, given.identityTokenFile, given.clientId, given.cacert];
  const isAnyGiven = [...texts, given.insecure, given.useDeviceCode, !given.setDefault].some(Boolean);
  return isAnyGiven ? messages.finishTakesNoOptions() : { finish: name, seconds: timeout };
}

type Variable = (name: string) => string | undefined;

function trustOf(given: LoginArguments, variable: Variable): Pick<LoginRequest, 'insecure' | 'cacert'> | string {
  if (given.insecure && given.cacert !== undefined) {
    return messages.oneOfThese('--insecure', '--cacert');
  }
  const isInsecure = variable('CONNECT_INSECURE')?.trim().toLowerCase() ?? 'false';
  if (![...TRUE, ...FALSE].includes(isInsecure)) {
    return messages.notBoolean('CONNECT_INSECURE');
  }
  // Either argument overrides both variables.
  if (given.insecure || given.cacert) {
    return { insecure: given.insecure ?? false, cacert: given.cacert };
  }
  const [insecure, cacert] = [TRUE.includes(isInsecure), variable('CONNECT_CA_CERTIFICATE')];
  return insecure && cacert !== undefined
    ? messages.oneOfThese('CONNECT_INSECURE', 'CONNECT_CA_CERTIFICATE')
    : { insecure, cacert };
}

function identityTokenOf(given: LoginArguments, variable: Variable): LoginRequest['identityToken'] | string {
  const text = given.identityToken ?? variable('CONNECT_IDENTITY_TOKEN');
  const file = given.identityTokenFile ?? variable('CONNECT_IDENTITY_TOKEN_FILE');
  if (text !== undefined && file !== undefined) {
    return messages.oneOfThese(
      given.identityToken === undefined ? 'CONNECT_IDENTITY_TOKEN' : '--identity-token',
      given.identityTokenFile === undefined ? 'CONNECT_IDENTITY_TOKEN_FILE' : '--identity-token-file',
    );
  }
  if (text !== undefined) {
    return { text };
  }
  return file === undefined ? undefined : { file };
}
