import { caBundleIn } from '../core/caBundle.js';
import type { Environment } from '../core/ports.js';

/** The properties of a Workbench session. They don't change while the session's processes run. */
export interface Session {
  /** Base URL for calls from the session's host; `undefined` if the administrator has not configured it. */
  readonly serverAddress: string | undefined;
  /** Base URL for the user's browser. */
  readonly serverUrl: string | undefined;
  readonly version: string | undefined;
  /** The folder that contains the file `rpc_cookie`. */
  readonly runtimeFolder: string | undefined;
  /** The PEM file with the certificates to trust, and the variable that names it. */
  readonly caBundle: { readonly path: string; readonly variable: string } | undefined;
}

/** This project's broker sets this variable to `1`, in addition to the variables of a session. */
export const BROKER_VARIABLE = 'AVAILABLE_CREDENTIALS_BROKER';

/** All variables that the broker sets for the processes that its window starts. */
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

/** Whether the session variables belong to the broker of an editor window, and not to Workbench. */
export function isBrokered(environment: Environment): boolean {
  return environment[BROKER_VARIABLE] === '1';
}

/**
 * Reads the properties of a Workbench session; `undefined` outside one. An editor that was started from another editor's
 * terminal has inherited the variables of that window's broker; it is not in a session.
 */
export function readSession(environment: Environment): Session | undefined {
  return isBrokered(environment) ? undefined : readServer(environment);
}

/**
 * Reads the properties of the server for code in this environment, either Workbench or a broker; `undefined` if there is
 * none. A session is recognised by `POSIT_PRODUCT` being `WORKBENCH` or, on older servers, by `RS_SERVER_ADDRESS` being
 * set (posit-sdk-py, src/posit/workbench).
 */
export function readServer(environment: Environment): Session | undefined {
  const value = (name: string) => environment[name]?.trim() || undefined;
  const serverAddress = value('RS_SERVER_ADDRESS');
  if (environment['POSIT_PRODUCT'] !== 'WORKBENCH' && serverAddress === undefined) {
    return undefined;
  }
  return {
    serverAddress,
    serverUrl: value('RS_SERVER_URL'),
    version: value('RSTUDIO_VERSION'),
    runtimeFolder: value('PWB_SESSION_RUNTIME_DIR'),
    caBundle: caBundleIn(environment),
  };
}
