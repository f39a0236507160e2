import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Environment, Logger } from '../core/ports.js';
import { errorChain } from '../core/errors.js';
import { programPath } from '../core/programPath.js';
import { programStart } from '../core/programStart.js';
import type { Secret } from '../core/secret.js';
import { configFolder } from './configFolder.js';
import { asToken, isToken, originOf } from './workspace.js';

/** Where a session token was found. Only a stored one is ours to delete. */
export type SessionOrigin = 'environment' | 'stored' | 'files' | 'program';

/** A user's session at a deployment. */
export interface UserSession {
  /** The origin of the deployment. The token is sent to no other. */
  readonly url: string;
  readonly token: Secret;
  readonly origin: SessionOrigin;
}

export interface SessionPorts {
  readonly environment: Environment;
  readonly log: Logger;
  /** The session that the user has entered. */
  readonly stored: () => Promise<UserSession | undefined>;
  /** What `coder login token` prints; `undefined` if that is not possible. */
  readonly printedToken: () => Promise<Secret | undefined>;
}

/**
 * The user's session: entered by the user, or from the environment, or of Coder's own command. Throws `CredentialError`
 * (`configuration`) if a variable is wrong.
 *
 * @param workspaceUrl the deployment of this workspace: sessions at others are not used, since the access tokens are of this one
 */
export async function findSession(
  ports: SessionPorts,
  workspaceUrl: string | undefined,
): Promise<UserSession | undefined> {
  const places = [ports.stored, () => sessionInEnvironment(ports, workspaceUrl), () => sessionOfCommand(ports)];
  for (const look of places) {
    const session = await look();
    if (session && (workspaceUrl === undefined || session.url === workspaceUrl)) {
      return session;
    }
  }
  return undefined;
}

function sessionInEnvironment(
  { environment }: SessionPorts,
  workspaceUrl: string | undefined,
): UserSession | undefined {
  const token = environment['CODER_SESSION_TOKEN'] ?? '';
  const url = environment['CODER_URL'] || workspaceUrl;
  return token.trim() === '' || url === undefined
    ? undefined
    : { url: originOf(url, 'CODER_URL'), token: asToken(token, 'CODER_SESSION_TOKEN'), origin: 'environment' };
}

/** The session of Coder's own command: in its files, or in a keyring, which only the command can read. */
async function sessionOfCommand({ environment, log, printedToken }: SessionPorts): Promise<UserSession | undefined> {
  const folder = configFolder(environment);
  const [url, token] = await Promise.all(['url', 'session'].map((name) => textOf(path.join(folder, name))));
  if (url === undefined) {
    return undefined;
  }
  try {
    const origin = originOf(url, path.join(folder, 'url'));
    if (token !== undefined && isToken(token)) {
      return { url: origin, token: asToken(token, folder), origin: 'files' };
    }
    const printed = await printedToken();
    return printed === undefined ? undefined : { url: origin, token: printed, origin: 'program' };
  } catch (error) {
    log.info(`coder: the session of Coder's own command is not used: ${errorChain(error)}`);
    return undefined;
  }
}

async function textOf(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.trim();
}

/** Milliseconds that Coder's own command may take. */
const PROGRAM_TIMEOUT = 10_000;

/** What `coder login token` prints; `undefined` if the program is not installed, too old, or not signed in. */
export async function printedToken(
  environment: SessionPorts['environment'],
  platform = process.platform,
  find = programPath,
): Promise<Secret | undefined> {
  const start = programStart('coder', ['login', 'token'], environment, platform, find);
  if (!start) {
    return undefined;
  }
  const { file, args, windowsVerbatimArguments } = start;
  try {
    const { stdout } = await promisify(execFile)(file, args, {
      ...{ env: { ...environment }, timeout: PROGRAM_TIMEOUT, windowsHide: true, windowsVerbatimArguments },
    });
    return isToken(stdout.trim()) ? asToken(stdout, 'coder login token') : undefined;
  } catch {
    return undefined;
  }
}
