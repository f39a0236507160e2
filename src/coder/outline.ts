import { existsSync } from 'node:fs';
import path from 'node:path';
import { SESSION_URL_KEY } from '../core/coderVariables.js';
import type { Environment, Memento } from '../core/ports.js';
import { configFolder } from './configFolder.js';
import { isInWorkspace, isSet } from './workspaceVariables.js';

/* What is known of Coder before its code is loaded. */

/** The commands, by their names below `availableCredentials.`. */
export const CODER_COMMANDS = ['signInToCoder'];

/** Whether there may be something to show: this is a workspace, or the user is signed in to Coder. */
export function mayHaveCoder(environment: Environment, memory: Memento): boolean {
  return (
    isInWorkspace(environment) ||
    isSet(environment['CODER_SESSION_TOKEN']) ||
    Boolean(memory.get(SESSION_URL_KEY)) ||
    existsSync(path.join(configFolder(environment), 'url'))
  );
}
