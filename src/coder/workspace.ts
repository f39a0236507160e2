import { readFile } from 'node:fs/promises';
import { Secret } from '../core/secret.js';
import type { Environment } from '../core/ports.js';
import * as messages from './messages.js';
import { AGENT_TOKEN, AGENT_TOKEN_FILE, AGENT_URL, isInWorkspace, isSet } from './workspaceVariables.js';

/** The Coder workspace that this process runs in. */
export interface Workspace {
  /** The origin of the deployment, as the agent calls it. */
  readonly url: string;
  readonly name: string | undefined;
  /** Reads the agent's token. Throws `CredentialError` (`configuration`). */
  agentToken(): Promise<Secret>;
}

/** The workspace by its environment; `undefined` outside one. Throws `CredentialError` (`configuration`) if the URL is wrong. */
export function readWorkspace(environment: Environment): Workspace | undefined {
  if (!isInWorkspace(environment)) {
    return undefined;
  }
  return {
    // The endpoint is at the root of the origin, whatever the path.
    url: originOf(environment[AGENT_URL] ?? '', AGENT_URL),
    name: environment['CODER_WORKSPACE_NAME'],
    agentToken: () => agentTokenIn(environment),
  };
}

/** The origin of a deployment. Throws `CredentialError` (`configuration`) that names `variable`. */
export function originOf(url: string, variable: string): string {
  const trimmed = url.trim();
  const parsed = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol) || `${parsed.username}${parsed.password}` !== '') {
    throw messages.wrongUrl(variable);
  }
  return parsed.origin;
}

async function agentTokenIn(environment: Environment): Promise<Secret> {
  const value = environment[AGENT_TOKEN];
  return isSet(value) ? asToken(value, AGENT_TOKEN) : asToken(await tokenFile(environment), AGENT_TOKEN_FILE);
}

async function tokenFile(environment: Environment): Promise<string> {
  const path = environment[AGENT_TOKEN_FILE] ?? '';
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw messages.tokenFileUnreadable(AGENT_TOKEN_FILE, path, cause);
  }
}

/** A token as it can stand in a header. Throws `CredentialError` (`configuration`) that names its place. */
export function asToken(text: string, place: string): Secret {
  const token = text.trim();
  if (!isToken(token)) {
    throw messages.wrongToken(place);
  }
  return new Secret(token);
}

export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
