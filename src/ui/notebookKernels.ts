import type { Jupyter, Kernel, KernelStatus } from '@vscode/jupyter-extension';
import * as vscode from 'vscode';
import { CredentialError, errorChain } from '../core/errors.js';
import type { Disposable, Event, Memento } from '../core/ports.js';
import { kernelCode } from '../snippets/kernelCode.js';
import * as messages from './notebookMessages.js';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** By which Jupyter's API marks the output of code that has failed. */
const ERROR_MIME = 'application/vnd.code.notebook.error';

/** The name of the error that Jupyter's API throws if the user does not allow the use of kernels, or no longer does. */
const ACCESS_REFUSED = 'vscode.jupyter.apiAccessRevoked';

/** What became of an attempt to set the variables. */
export type NotebookUse = 'used' | 'noKernel' | 'notAllowed';

export interface NotebookKernelsContext {
  /** Jupyter's published API; `undefined` without that extension. */
  readonly jupyter: () => Promise<Pick<Jupyter, 'kernels'> | undefined>;
  /** What code needs to find this window; `undefined` while nothing is served. */
  readonly variables: () => Variables | undefined;
  /** Fires when {@link variables} may have changed. */
  readonly onDidChange: Event<void>;
  /** Of the workspace. */
  readonly memory: Memento;
  /** Where it stores the URIs of the notebooks whose kernels are to get the variables after restarts, too. */
  readonly repeatedKey: string;
  readonly log: vscode.LogOutputChannel;
}

/** A kernel that has got the variables. */
interface Watched {
  readonly kernel: Kernel;
  readonly subscription: Disposable;
  /** The code that it has run last. */
  code: string;
}

/** Sets the environment variables of credentials in the running kernels of notebooks, by Jupyter's API, which asks the user. */
export class NotebookKernels implements Disposable {
  /** By the URI of the notebook. */
  readonly #watched = new Map<string, Watched>();
  /** Where the code is being run again. */
  readonly #repeating = new Set<string>();
  #isDisposed = false;
  readonly #owned: Disposable;

  constructor(private readonly context: NotebookKernelsContext) {
    this.#owned = vscode.Disposable.from(
      context.onDidChange(() => this.#refresh()),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
        // Jupyter's API does not say when a kernel starts. A cell that runs does.
        if (cellChanges.some(({ executionSummary }) => executionSummary) && this.isRepeated(notebook.uri)) {
          void this.#repeat(notebook.uri);
        }
      }),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => this.#forget(uri.toString())),
    );
  }

  /** Sets the variables in the kernel of a notebook now. Throws `CredentialError` if it can't run the code, or nothing is served. */
  async use(notebook: vscode.Uri): Promise<NotebookUse> {
    const jupyter = await this.context.jupyter();
    const kernel = await jupyter?.kernels.getKernel(notebook);
    return kernel ? this.#useIn(kernel, notebook) : 'noKernel';
  }

  /** Whether the user wants this for a notebook after each restart of its kernel. */
  isRepeated(notebook: vscode.Uri): boolean {
    return this.#repeated.includes(notebook.toString());
  }

  async setRepeated(notebook: vscode.Uri, isRepeated: boolean): Promise<void> {
    const { memory, repeatedKey } = this.context;
    const others = this.#repeated.filter((uri) => uri !== notebook.toString());
    await memory.update(repeatedKey, isRepeated ? [...others, notebook.toString()] : others);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#owned.dispose();
    [...this.#watched.keys()].forEach((uri) => this.#forget(uri));
  }

  get #repeated(): readonly string[] {
    const { memory, repeatedKey } = this.context;
    const stored = memory.get(repeatedKey);
    return Array.isArray(stored) ? stored.filter((uri) => typeof uri === 'string') : [];
  }

  async #useIn(kernel: Kernel, notebook: vscode.Uri): Promise<NotebookUse> {
    const code = this.#codeFor(kernel);
    if (!(await run(kernel, code))) {
      return 'notAllowed';
    }
    const isOpen = vscode.workspace.notebookDocuments.some(({ uri }) => uri.toString() === notebook.toString());
    if (isOpen && !this.#isDisposed) {
      this.#watch(notebook.toString(), kernel, code);
    }
    return 'used';
  }

  #codeFor({ language }: Kernel): string {
    const variables = this.context.variables();
    if (!variables) {
      throw messages.notServed();
    }
    const code = kernelCode(language, variables);
    if (code === undefined) {
      throw messages.otherLanguage(language);
    }
    return code;
  }

  #watch(uri: string, kernel: Kernel, code: string): void {
    this.#forget(uri);
    let hasRestarted = false;
    const follow = (status: KernelStatus) => {
      if (status === 'restarting' || status === 'autorestarting') {
        hasRestarted = true;
      } else if (status === 'dead' || status === 'terminating') {
        this.#forget(uri);
      } else if (status === 'idle' && hasRestarted) {
        hasRestarted = false;
        this.#forget(uri);
        if (this.#repeated.includes(uri)) {
          // Jupyter does not give this kernel by its notebook before a cell has run in it.
          const notebook = vscode.Uri.parse(uri);
          void this.#repeat(notebook, () => this.#useIn(kernel, notebook));
        }
      }
    };
    this.#watched.set(uri, { kernel, code, subscription: kernel.onDidChangeStatus(follow) });
  }

  #forget(uri: string): void {
    this.#watched.get(uri)?.subscription.dispose();
    this.#watched.delete(uri);
  }

  /** Does it again, unless the notebook's kernel has the variables. A cell that runs asks for that several times. */
  async #repeat(notebook: vscode.Uri, use = () => this.use(notebook)): Promise<void> {
    const uri = notebook.toString();
    if (this.#repeating.has(uri) || this.#watched.has(uri) || !this.context.variables()) {
      return;
    }
    this.#repeating.add(uri);
    try {
      const outcome = await use();
      if (outcome === 'used') {
        this.context.log.info('notebook: environment variables set again after a restart of the kernel');
      } else if (outcome === 'notAllowed') {
        this.context.log.warn('notebook: the environment variables could not be set again: Jupyter does not allow it');
      }
    } catch (error) {
      this.context.log.warn(`notebook: the environment variables could not be set again: ${errorChain(error)}`);
    } finally {
      this.#repeating.delete(uri);
    }
  }

  /** The kernels that have variables get the current ones, for example those of another port. */
  #refresh(): void {
    for (const watched of this.#watched.values()) {
      const variables = this.context.variables();
      const code = variables && kernelCode(watched.kernel.language, variables);
      if (code !== undefined && code !== watched.code) {
        const before = watched.code;
        watched.code = code;
        run(watched.kernel, code).catch((error: unknown) => {
          watched.code = before;
          this.context.log.warn(`notebook: the environment variables could not be changed: ${errorChain(error)}`);
        });
      }
    }
  }
}

/** Returns whether the user allows it. Throws `CredentialError` if the code fails. */
async function run(kernel: Kernel, code: string): Promise<boolean> {
  const cancellation = new vscode.CancellationTokenSource();
  try {
    for await (const { items } of kernel.executeCode(code, cancellation.token)) {
      if (items.some(({ mime }) => mime === ERROR_MIME)) {
        throw messages.kernelFailed();
      }
    }
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === ACCESS_REFUSED) {
      return false;
    }
    // For example if the kernel has died, or if the code fails in versions that do not mark the output.
    throw error instanceof CredentialError ? error : messages.kernelFailed(error);
  } finally {
    cancellation.dispose();
  }
}
