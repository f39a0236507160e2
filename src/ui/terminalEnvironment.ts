import path from 'node:path';
import type * as vscode from 'vscode';
import * as messages from './messages.js';

/** By name, variables of the environment. */
type Variables = Readonly<Record<string, string>>;

/** What is used of VS Code's collection of changes to the environment. */
type Collection = Pick<
  vscode.GlobalEnvironmentVariableCollection,
  'persistent' | 'description' | 'clear' | 'append' | 'replace'
>;

/**
 * What this extension puts into the environment of terminals and tasks: always the command `credentials`, with the Node
 * that runs it; and the way to the broker while there is one, which is never that to another window's.
 */
export class TerminalEnvironment {
  /**
   * @param commandFolder the folder of the command
   * @param node the program that runs it: the editor's own
   * @param inherited names of variables that lead to another window's broker, from whose terminal this editor was started
   */
  constructor(
    private readonly collection: Collection,
    private readonly commandFolder: string,
    private readonly node: string,
    private readonly inherited: readonly string[],
  ) {
    // What is kept would come back after a crash, and lead to a port that is dead, or somebody else's by then.
    collection.persistent = false;
    this.advertise(undefined);
  }

  /** Puts in the way to a broker; without one, takes it out. */
  advertise(variables: Variables | undefined): void {
    this.collection.clear();
    this.collection.description = variables ? messages.brokerEnvironment() : messages.commandEnvironment();
    this.collection.append('PATH', `${path.delimiter}${this.commandFolder}`);
    this.collection.replace('AVAILABLE_CREDENTIALS_NODE', this.node);
    const emptied = Object.fromEntries(this.inherited.map((name) => [name, '']));
    for (const [name, value] of Object.entries({ ...emptied, ...variables })) {
      this.collection.replace(name, value);
    }
  }
}
