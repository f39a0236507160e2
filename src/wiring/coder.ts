import * as vscode from 'vscode';
import { mayHaveCoder } from '../coder/outline.js';
import type { CoderSource } from '../coder/source.js';
import type { Catalog } from '../core/catalog.js';
import { SESSION_URL_KEY } from '../core/coderVariables.js';
import { errorChain } from '../core/errors.js';
import type { Disposable, Event, Memento } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import type { CommandHandlers } from '../ui/commands.js';

export interface CoderContext {
  readonly context: { readonly globalState: Memento };
  readonly log: vscode.LogOutputChannel;
  readonly catalog: Catalog;
  readonly refreshers: Refreshers;
  readonly storage: () => Promise<TokenStorage>;
  readonly onDidFocus: Event<void>;
}

/** The Coder deployment, as a source of the catalog while there is something to show. Its code is loaded only then. */
export class Coder implements Disposable {
  readonly commands: CommandHandlers = { signInToCoder: () => this.#signIn() };
  #shown: { readonly source: CoderSource; readonly row: Disposable } | undefined;
  readonly #focus: Disposable;
  #isDisposed = false;

  constructor(private readonly options: CoderContext) {
    // The user may have signed in to Coder, or out of it, in another window.
    this.#focus = options.onDidFocus(() => {
      this.update().catch((error: unknown) => options.log.error(`coder: ${errorChain(error)}`));
    });
  }

  /** Shows the source or hides it. */
  async update(): Promise<void> {
    const { context, catalog } = this.options;
    if (!mayHaveCoder(process.env, context.globalState)) {
      this.#hide();
      return;
    }
    const isShown = () => this.#shown !== undefined;
    if (isShown()) {
      return;
    }
    const [{ createCoderSource }, sourceContext] = await Promise.all([import('./coderSource.js'), this.#context()]);
    if (!isShown() && !this.#isDisposed) {
      const source = createCoderSource(sourceContext);
      this.#shown = { source, row: catalog.add(source) };
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#focus.dispose();
    this.#hide();
  }

  #hide(): void {
    this.#shown?.row.dispose();
    this.#shown?.source.dispose();
    this.#shown = undefined;
  }

  async #context() {
    const { log, context, storage } = this.options;
    const memory = context.globalState;
    const remember = async (url: string | undefined) => {
      await memory.update(SESSION_URL_KEY, url);
      await this.update();
    };
    return { log, storage: await storage(), onDidChangeStoredSession: remember };
  }

  async #signIn(): Promise<void> {
    await vscode.commands.executeCommand('availableCredentials.view.focus');
    await this.update();
    const integration = this.#shown && (await this.#account(this.#shown.source));
    if (integration) {
      await vscode.commands.executeCommand('availableCredentials.signIn', { integration });
      return;
    }
    const [{ askForSession }, context] = await Promise.all([import('./coderSource.js'), this.#context()]);
    await context.onDidChangeStoredSession(await askForSession(context));
  }

  /** The account's row, once the source has been asked. */
  async #account(source: CoderSource) {
    const { catalog, refreshers } = this.options;
    await refreshers.get(source)?.refresh();
    return catalog.snapshot.find(({ id }) => id === source.id)?.account;
  }
}

export async function createCoder(context: CoderContext): Promise<Coder> {
  const coder = new Coder(context);
  await coder.update();
  return coder;
}
