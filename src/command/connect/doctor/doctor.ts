import { caBundleIn } from '../../../core/caBundle.js';
import { CredentialError } from '../../../core/errors.js';
import { Secret } from '../../../core/secret.js';
import type { Environment } from '../../../core/ports.js';
import { networkSettings } from '../../../http/networkSettings.js';
import { UndiciHttpClient } from '../../../http/undiciHttpClient.js';
import { Backends } from '../../backends.js';
import { tooSlow } from '../../connectionMessages.js';
import { Deadline } from '../../deadline.js';
import { hasProblem, writeFindings } from '../../findings.js';
import { NO_SETTINGS } from '../../noSettings.js';
import { ExitCode, type Terminal } from '../../terminal.js';
import { contentEnvironment } from '../contentEnvironment.js';
import { hasWindow } from '../window.js';
import { check, type Check } from './check.js';
import {
  commandCheck,
  type Examined,
  headerCheck,
  isAnsweredByWindow,
  proxyCheck,
  variablesCheck,
} from './environmentChecks.js';
import { notChecked, serverChecks } from './serverChecks.js';

/** Seconds for all answers of the server. */
const TIMEOUT = 60;

type Variables = Readonly<Record<string, string>>;

/** What an editor window gives to content: as `credentials connect run` does, and with `--r-without-shiny`. */
interface WindowVariables {
  readonly usual: Variables;
  readonly mocking: Variables;
}

/**
 * `credentials connect doctor`: says why `has_viewer_token()` of connectcreds is FALSE here, and why posit-sdk gets no
 * viewer token, in one line for each part.
 *
 * @param command that would run the content; empty: the environment is examined as it is
 */
export async function connectDoctor(
  environment: Environment,
  terminal: Terminal,
  command: readonly string[],
  output: string,
): Promise<ExitCode> {
  const checks = await allChecks(environment, command);
  if (output === 'json') {
    terminal.writeJson(checks.map(({ name, result, text }) => ({ check: name, result, text })));
  } else {
    writeFindings(checks, terminal);
  }
  return hasProblem(checks) ? ExitCode.problem : ExitCode.done;
}

async function allChecks(environment: Environment, command: readonly string[]): Promise<readonly Check[]> {
  const window = await windowVariables(environment).catch(asCredentialError);
  const isFailed = window instanceof CredentialError;
  const given = isFailed ? undefined : window;
  const examined: Examined = {
    environment: command.length > 0 ? contentEnvironment(environment, given?.usual ?? {}) : environment,
    command,
    isInWindow: hasWindow(environment),
    window: given?.usual['CONNECT_SERVER'],
  };
  const variables =
    isFailed && command.length > 0 ? check('variables', 'problem', window.message) : variablesCheck(examined);
  const local = [...(command.length > 0 ? [commandCheck(examined)] : []), variables, headerCheck(examined)];
  if (variables.result === 'problem') {
    return [...local, ...notChecked(variables, 'proxy', 'key', 'version', 'license', 'association', 'session')];
  }
  return [...local, proxyCheck(examined), ...(await serverChecksOf(examined, given?.mocking))];
}

async function serverChecksOf(examined: Examined, mocking: Variables | undefined): Promise<readonly Check[]> {
  const { environment } = examined;
  const variable = (name: string) => environment[name] ?? '';
  const mockingKey = isAnsweredByWindow(examined) ? mocking?.['CONNECT_API_KEY'] : undefined;
  const server = {
    ...{ url: variable('CONNECT_SERVER'), apiKey: new Secret(variable('CONNECT_API_KEY')) },
    contentGuid: variable('CONNECT_CONTENT_GUID'),
    mockingKey: mockingKey === undefined ? undefined : new Secret(mockingKey),
  };
  const http = new UndiciHttpClient(
    () => networkSettings(NO_SETTINGS, environment, caBundleIn(environment)),
    TIMEOUT * 1_000,
  );
  const deadline = new Deadline(TIMEOUT, tooSlow);
  try {
    return await serverChecks(server, { http, signal: deadline.signal });
  } finally {
    deadline.dispose();
    http.dispose();
  }
}

/** `undefined` if this is not a terminal of an editor window. */
async function windowVariables(environment: Environment): Promise<WindowVariables | undefined> {
  if (!hasWindow(environment)) {
    return undefined;
  }
  const backends = await Backends.of(environment);
  try {
    const { window } = backends;
    return { usual: await window.environment('connect'), mocking: await window.environment('connect-mocking') };
  } finally {
    backends.dispose();
  }
}

function asCredentialError(error: unknown): CredentialError {
  if (error instanceof CredentialError) {
    return error;
  }
  throw error;
}
