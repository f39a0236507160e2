import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CODER_MARK } from '../../core/coderVariables.js';
import { Secret } from '../../core/secret.js';
import type { Environment } from '../../core/ports.js';
import { assertPrivate } from '../privateFolder.js';
import { CoderFailure } from './coderFailure.js';
import * as messages from './messages.js';

/** The options of Coder's command. */
export interface AgentOptions {
  readonly agentToken?: string;
  readonly agentTokenFile?: string;
  readonly agentUrl?: string;
  readonly auth?: string;
}

/** The endpoint of a workspace's agent. */
export interface Agent {
  readonly url: string;
  readonly token: Secret;
}

/** The variables by which the editor window of this terminal is a Coder; `undefined` if there is no window. */
export type WindowVariables = () => Promise<Environment | undefined>;

/**
 * Finds the endpoint by the options, the environment, or else the editor window: first the URL, then the token. Throws
 * `CoderFailure`.
 */
export async function findAgent(
  environment: Environment,
  options: AgentOptions,
  window: WindowVariables,
): Promise<Agent> {
  const given = options.agentUrl || environment['CODER_AGENT_URL'];
  const variables = given ? environment : await variablesOf(window);
  const url = given || variables['CODER_AGENT_URL'];
  if (!url) {
    throw new CoderFailure(messages.noUrl());
  }
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new CoderFailure(messages.wrongUrl());
  }
  const auth = options.auth || environment['CODER_AGENT_AUTH'] || 'token';
  if (auth !== 'token') {
    throw new CoderFailure(messages.wrongAuth(auth));
  }
  const token = options.agentToken || variables['CODER_AGENT_TOKEN'] || (await tokenIn(options, variables));
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CoderFailure(messages.wrongToken());
  }
  return { url, token: new Secret(token) };
}

async function variablesOf(window: WindowVariables): Promise<Environment> {
  try {
    return (await window()) ?? {};
  } catch (error) {
    throw new CoderFailure(messages.noWindow(error));
  }
}

async function tokenIn(options: AgentOptions, variables: Environment): Promise<string> {
  const file = options.agentTokenFile || variables['CODER_AGENT_TOKEN_FILE'];
  if (!file) {
    throw new CoderFailure(messages.noToken());
  }
  try {
    if (variables[CODER_MARK] === '1') {
      await assertPrivate(path.dirname(file));
    }
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new CoderFailure(messages.tokenFileNotRead(file, error));
  }
}
