/** The environment of a process, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The facts of a Workbench session. None of them changes while the session's processes live. */
export interface Session {
  /** Base URL for calls from the session's host; `undefined` where the administrator has not configured it. */
  readonly serverAddress: string | undefined;
  /** Base URL for the user's browser. */
  readonly serverUrl: string | undefined;
  readonly version: string | undefined;
  /** The folder that holds the file `rpc_cookie`. */
  readonly runtimeFolder: string | undefined;
  /** The PEM file of the certificates to trust, and the variable that names it. */
  readonly caBundle: { readonly path: string; readonly variable: string } | undefined;
}

/** What the broker of this project sets to `1`, beside the variables of a session, in what an editor window starts. */
export const BROKER_VARIABLE = 'AVAILABLE_CREDENTIALS_BROKER';

/** All that the broker sets in what its window starts. */
export const BROKER_VARIABLES = [
  'POSIT_PRODUCT',
  'RS_SERVER_ADDRESS',
  'PWB_SESSION_RUNTIME_DIR',
  BROKER_VARIABLE,
] as const;

/**
 * What the broker sets instead in a Workbench session, whose own variables stay as they are: its URL and its runtime folder,
 * separated by a space. Only the command `credentials` reads it.
 */
export const WINDOW_VARIABLE = 'AVAILABLE_CREDENTIALS_WINDOW';

/** Reads how to reach the editor window of a terminal in a Workbench session; `undefined` if its broker does not run. */
export function readWindow(environment: Environment): Session | undefined {
  const [, serverAddress, runtimeFolder] =
    /^(http:\/\/127\.0\.0\.1:\d+) (.+)$/.exec(environment[WINDOW_VARIABLE] ?? '') ?? [];
  return serverAddress === undefined || runtimeFolder === undefined
    ? undefined
    : { serverAddress, runtimeFolder, serverUrl: undefined, version: undefined, caBundle: undefined };
}

/** Whether it is the broker of an editor window, and no Workbench, that the variables of a session lead to. */
export function isBrokered(environment: Environment): boolean {
  return environment[BROKER_VARIABLE] === '1';
}

/**
 * Reads the facts of a Workbench session; `undefined` outside one. An editor that was started from a terminal of another
 * has inherited the other's variables, which lead to that window's broker: it is in no session.
 */
export function readSession(environment: Environment): Session | undefined {
  return isBrokered(environment) ? undefined : readServer(environment);
}

/**
 * Reads the facts of the server that answers code in this environment, be it a Workbench or a broker; `undefined` if there
 * is none. In a session means `POSIT_PRODUCT` is `WORKBENCH`, or, on older servers, that there is an `RS_SERVER_ADDRESS`
 * (posit-sdk-py, src/posit/workbench).
 */
export function readServer(environment: Environment): Session | undefined {
  const value = (name: string) => environment[name]?.trim() || undefined;
  const serverAddress = value('RS_SERVER_ADDRESS');
  if (environment['POSIT_PRODUCT'] !== 'WORKBENCH' && serverAddress === undefined) {
    return undefined;
  }
  const variable = ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'].find((name) => value(name) !== undefined);
  const path = variable && value(variable);
  return {
    serverAddress,
    serverUrl: value('RS_SERVER_URL'),
    version: value('RSTUDIO_VERSION'),
    runtimeFolder: value('PWB_SESSION_RUNTIME_DIR'),
    caBundle: variable && path ? { path, variable } : undefined,
  };
}
