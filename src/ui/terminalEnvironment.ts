import { delimiter } from 'node:path';
import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';

/** Environment variables by name. */
type Variables = Readonly<Record<string, string>>;

/** Environment variables for an http proxy, and for hosts that are reached without it. */
const PROXY_VARIABLES = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];
const NO_PROXY_VARIABLES = ['no_proxy', 'NO_PROXY'];

/** The broker's host. */
const LOOPBACK = '127.0.0.1';

/** The part of VS Code's collection of environment changes that is used. */
type Collection = Pick<
  vscode.GlobalEnvironmentVariableCollection,
  'persistent' | 'description' | 'clear' | 'append' | 'replace'
>;

/**
 * What this extension adds to the environment of terminals and tasks: always the command `credentials` and the Node that
 * runs it; and, while this window's broker is running, the variables for connecting to it.
 */
export class TerminalEnvironment {
  /**
   * @param commandFolder the folder of the command
   * @param node the program that runs it: the editor's
   * @param environment the editor's environment, which terminals inherit
   * @param inherited the names of variables of another window's broker, if this editor was started from its terminal
   */
  constructor(
    private readonly collection: Collection,
    private readonly commandFolder: string,
    private readonly node: string,
    private readonly environment: Readonly<Record<string, string | undefined>>,
    private readonly inherited: readonly string[],
  ) {
    // Otherwise, the variables would reappear after a crash and point to a port that may belong to another process.
    collection.persistent = false;
    this.advertise(undefined);
  }

  /** Sets the variables of a broker, or removes them. */
  advertise(variables: Variables | undefined): void {
    this.collection.clear();
    this.collection.description = variables
      ? t('Lets code get the access tokens of your local integrations, and adds the command `credentials`.')
      : t('Adds the command `credentials`.');
    this.collection.append('PATH', `${delimiter}${this.commandFolder}`);
    this.collection.replace('AVAILABLE_CREDENTIALS_NODE', this.node);
    const emptied = Object.fromEntries(this.inherited.map((name) => [name, '']));
    for (const [name, value] of Object.entries({ ...emptied, ...variables })) {
      this.collection.replace(name, value);
    }
    if (variables) {
      this.#exceptFromProxy();
    }
  }

  /** Otherwise, programs would send requests for the broker, including the cookie, to a proxy. */
  #exceptFromProxy(): void {
    if (!PROXY_VARIABLES.some((name) => this.environment[name])) {
      return;
    }
    const set = NO_PROXY_VARIABLES.filter((name) => this.environment[name]);
    for (const name of set) {
      // `*` means all hosts, but only on its own.
      if (this.environment[name]?.trim() !== '*') {
        this.collection.append(name, `,${LOOPBACK}`);
      }
    }
    if (set.length === 0) {
      this.collection.replace('NO_PROXY', LOOPBACK);
    }
  }
}
