import { delimiter } from 'node:path';
import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import { exceptionsToExtend, LOOPBACK } from '../core/withoutProxy.js';
import type { Environment } from '../core/ports.js';

/** Environment variables by name. */
type Variables = Readonly<Record<string, string>>;

/** The part of VS Code's collection of environment changes that is used. */
type Collection = Pick<
  vscode.GlobalEnvironmentVariableCollection,
  'persistent' | 'description' | 'clear' | 'append' | 'replace'
>;

/**
 * What this extension adds to the environment of terminals and tasks: always the command `credentials` and what that needs;
 * and, while this window's broker is running, the variables for connecting to it.
 */
export class TerminalEnvironment {
  /**
   * @param commandFolder the folder of the command
   * @param command the variables that it needs to run
   * @param environment the editor's environment, which terminals inherit
   * @param inherited the names of variables of another window's broker, if this editor was started from its terminal
   */
  constructor(
    private readonly collection: Collection,
    private readonly commandFolder: string,
    private readonly command: Variables,
    private readonly environment: Environment,
    private readonly inherited: readonly string[],
  ) {
    // Otherwise, the variables would reappear after a crash and point to a port that may belong to another process.
    collection.persistent = false;
    this.advertise(undefined);
  }

  /** Sets the variables of a broker, or removes them. */
  advertise(variables: Variables | undefined): void {
    this.collection.clear();
    // In a Workbench session only the command asks the broker, and it uses no proxy for this machine.
    const isForCode = ['RS_SERVER_ADDRESS', 'CODER_AGENT_URL'].some((name) => variables?.[name] !== undefined);
    this.collection.description = isForCode
      ? t('Lets code get the access tokens of your local integrations, and adds the command `credentials`.')
      : t('Adds the command `credentials`.');
    this.collection.append('PATH', `${delimiter}${this.commandFolder}`);
    // Programs would use the editor's own token in place of the file.
    const tokens = variables?.['CODER_AGENT_URL'] && this.environment['CODER_AGENT_TOKEN'] ? ['CODER_AGENT_TOKEN'] : [];
    const emptied = Object.fromEntries([...this.inherited, ...tokens].map((name) => [name, '']));
    for (const [name, value] of Object.entries({ ...this.command, ...emptied, ...variables })) {
      this.collection.replace(name, value);
    }
    if (isForCode) {
      this.#exceptFromProxy();
    }
  }

  /**
   * Otherwise programs would send a proxy their requests to the broker, with the cookie. This is also needed without a proxy
   * in the environment: Python uses the one that the system's settings name.
   */
  #exceptFromProxy(): void {
    for (const name of exceptionsToExtend(this.environment)) {
      if (this.environment[name]) {
        this.collection.append(name, `,${LOOPBACK}`);
      } else {
        this.collection.replace(name, LOOPBACK);
      }
    }
  }
}
