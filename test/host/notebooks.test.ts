import assert from 'node:assert/strict';
import type { Kernel, KernelStatus } from '@vscode/jupyter-extension';
import * as vscode from 'vscode';
import { Emitter } from '../../src/core/emitter.js';
import { CredentialError } from '../../src/core/errors.js';
import { CELL_COMMENT, kernelCode } from '../../src/snippets/kernelCode.js';
import { notebookCommands } from '../../src/ui/notebookCommands.js';
import { NotebookKernels } from '../../src/ui/notebookKernels.js';
import * as messages from '../../src/ui/notebookMessages.js';
import type { Notifications } from '../../src/ui/notifications.js';
import { FakeMemory } from '../unit/fakeMemory.js';
import { until } from '../until.js';

/** A kernel as Jupyter's API shows it, which notes the code that it gets. */
class RecordingKernel implements Kernel {
  readonly #statuses = new vscode.EventEmitter<KernelStatus>();
  readonly onDidChangeStatus = this.#statuses.event;
  readonly executed: string[] = [];
  /** How often it has run code to the end. */
  completed = 0;
  status: KernelStatus = 'idle';
  language = 'python';
  fails = false;
  /** What it throws instead of running the code. */
  problem: Error | undefined;
  /** Settles when the kernel has run what came before. */
  free: Promise<void> = Promise.resolve();

  become(...statuses: readonly KernelStatus[]): void {
    for (const status of statuses) {
      this.status = status;
      this.#statuses.fire(status);
    }
  }

  async *executeCode(code: string) {
    this.executed.push(code);
    await this.free;
    if (this.problem) {
      throw this.problem;
    }
    if (this.fails) {
      yield { items: [{ mime: 'application/vnd.code.notebook.error', data: new Uint8Array() }] };
    }
    this.completed += 1;
  }
}

const VARIABLES = { RS_SERVER_ADDRESS: 'http://127.0.0.1:1' };
const MOVED = { RS_SERVER_ADDRESS: 'http://127.0.0.1:2' };

const codeOf = (variables: Readonly<Record<string, string>>, language = 'python') =>
  kernelCode(language, variables) ?? assert.fail('There is no code');

/** What Jupyter's API throws if the user has not allowed the use of kernels. */
const refusal = () => Object.assign(new Error('Access revoked'), { name: 'vscode.jupyter.apiAccessRevoked' });

describe('Credentials in notebooks', () => {
  let kernel: RecordingKernel;
  let variables: Readonly<Record<string, string>> | undefined;
  let served: Emitter<void>;
  let memory: FakeMemory;
  let kernels: NotebookKernels;
  let log: vscode.LogOutputChannel;
  let said: string[];
  let pressed: string | undefined;
  let hasJupyter: boolean;
  let givesKernel: boolean;

  beforeEach(() => {
    kernel = new RecordingKernel();
    variables = VARIABLES;
    served = new Emitter();
    memory = new FakeMemory();
    log = vscode.window.createOutputChannel('Notebooks under test', { log: true });
    [said, pressed, hasJupyter, givesKernel] = [[], undefined, true, true];
    kernels = createKernels();
  });

  afterEach(async () => {
    kernels.dispose();
    log.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  function createKernels(): NotebookKernels {
    const getKernel = () => Promise.resolve(givesKernel ? kernel : undefined);
    return new NotebookKernels({
      jupyter: () => Promise.resolve({ kernels: { getKernel } }),
      variables: () => variables,
      onDidChange: served.event,
      ...{ memory, repeatedKey: 'notebooks', log },
    });
  }

  function run(name: string, isInSession = false): Promise<void> {
    const information = (message: string) => {
      said.push(message);
      return Promise.resolve(pressed);
    };
    const notify: Notifications = { information, warning: information, error: information };
    const handlers = notebookCommands({
      ...{ kernels, isInSession, notify },
      hasJupyter: () => Promise.resolve(hasJupyter),
      variables: () => variables,
    });
    return Promise.resolve(handlers[name]?.()).then(() => undefined);
  }

  async function open(code = 'print(1)', language = 'python'): Promise<vscode.NotebookDocument> {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, language);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    return notebook;
  }

  const texts = (notebook: vscode.NotebookDocument) => notebook.getCells().map(({ document }) => document.getText());

  it('are set in the running kernel, until it restarts', async () => {
    await open();
    await run('useCredentialsInNotebook');
    assert.deepEqual([kernel.executed, said], [[codeOf(VARIABLES)], [messages.used()]]);
    kernel.become('restarting', 'starting', 'idle');
    assert.equal(kernel.executed.length, 1);
  });

  it('are set again after each restart, if the user wants that, until the user wants it no more', async () => {
    const notebook = await open();
    pressed = messages.repeat();
    await run('useCredentialsInNotebook');
    // After a restart, Jupyter gives a notebook's kernel only once a cell has run in it.
    givesKernel = false;
    kernel.become('restarting', 'idle');
    await until('they are set again', () => kernel.completed === 2);
    kernel.become('autorestarting', 'idle');
    await until('they are set a third time', () => kernel.completed === 3);
    givesKernel = true;
    pressed = messages.repeatNoMore();
    await run('useCredentialsInNotebook');
    assert.deepEqual(said, [messages.used(), messages.usedAlways()]);
    assert.ok(!kernels.isRepeated(notebook.uri));
    kernel.become('restarting', 'idle');
    assert.equal(kernel.executed.length, 4);
  });

  it('are set once a cell runs in a notebook whose kernel started after the window was reloaded', async () => {
    const notebook = await open();
    await kernels.setRepeated(notebook.uri, true);
    kernels.dispose();
    kernels = createKernels();
    // The kernel is busy with the cell, whose start and end VS Code tells of.
    let free = (): void => undefined;
    kernel.free = new Promise((resolve) => (free = resolve));
    const controller = vscode.notebooks.createNotebookController('under-test', 'jupyter-notebook', 'Under test');
    controller.supportedLanguages = ['python'];
    controller.executeHandler = ([cell]) => {
      const execution = controller.createNotebookCellExecution(cell ?? assert.fail('No cell'));
      execution.start(Date.now());
      execution.end(true, Date.now());
    };
    try {
      await vscode.commands.executeCommand('notebook.selectKernel', {
        ...{ id: 'under-test', extension: vscode.extensions.all.find(({ isActive }) => isActive)?.id },
      });
      await vscode.commands.executeCommand('notebook.execute', notebook.uri);
      await until('they are set', () => kernel.executed.length > 0);
      await until(
        'VS Code has told that the cell has run',
        () => notebook.cellAt(0).executionSummary?.success === true,
      );
      assert.equal(kernel.executed.length, 1);
    } finally {
      free();
      controller.dispose();
    }
  });

  it('follow the window to another port', async () => {
    await open();
    await run('useCredentialsInNotebook');
    variables = MOVED;
    served.fire();
    served.fire();
    await until('they are set', () => kernel.executed.length === 2);
    assert.deepEqual(kernel.executed, [codeOf(VARIABLES), codeOf(MOVED)]);
  });

  it('are set in R, and refused in other languages', async () => {
    await open();
    kernel.language = 'R';
    await run('useCredentialsInNotebook');
    assert.deepEqual(kernel.executed, [codeOf(VARIABLES, 'R')]);
    kernel.language = 'julia';
    await assert.rejects(run('useCredentialsInNotebook'), messages.otherLanguage('julia'));
  });

  it('are not said to be there if the kernel fails', async () => {
    await open();
    kernel.fails = true;
    await assert.rejects(run('useCredentialsInNotebook'), messages.kernelFailed());
    kernel.fails = false;
    kernel.problem = new Error('Kernel is dead or terminating');
    await assert.rejects(run('useCredentialsInNotebook'), messages.kernelFailed(kernel.problem));
    assert.deepEqual(said, []);
  });

  for (const [situation, arrange, message] of [
    ['without Jupyter’s extension', () => (hasJupyter = false), messages.noJupyter()],
    ['without a kernel', () => (givesKernel = false), messages.noKernel()],
    ['if Jupyter does not allow it', () => (kernel.problem = refusal()), messages.notAllowed()],
  ] as const) {
    it(`come from a cell ${situation}, which is replaced and not repeated`, async () => {
      const notebook = await open();
      arrange();
      pressed = messages.insertCell();
      await run('useCredentialsInNotebook');
      assert.deepEqual(said, [message, messages.cellInserted()]);
      assert.deepEqual(texts(notebook), [`${CELL_COMMENT}\n${codeOf(VARIABLES)}`, 'print(1)']);
      variables = MOVED;
      await run('insertCredentialsCell');
      assert.deepEqual(texts(notebook), [`${CELL_COMMENT}\n${codeOf(MOVED)}`, 'print(1)']);
    });
  }

  it('come from a cell of R in a notebook of R', async () => {
    const notebook = await open('cat(1)', 'r');
    await run('insertCredentialsCell');
    const [cell] = notebook.getCells();
    assert.deepEqual(
      [cell?.document.languageId, cell?.document.getText()],
      ['r', `${CELL_COMMENT}\n${codeOf(VARIABLES, 'R')}`],
    );
  });

  it('need no setup in a Workbench session', async () => {
    const notebook = await open();
    await run('useCredentialsInNotebook', true);
    await run('insertCredentialsCell', true);
    assert.deepEqual(said, [messages.inSession(), messages.inSession()]);
    assert.deepEqual([kernel.executed, texts(notebook)], [[], ['print(1)']]);
  });

  it('are refused with the reason where nothing is served, and without a notebook', async () => {
    await open();
    variables = undefined;
    await assert.rejects(run('useCredentialsInNotebook'), messages.notServed());
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until('no notebook is shown', () => vscode.window.activeNotebookEditor === undefined);
    await assert.rejects(run('useCredentialsInNotebook'), (error) => {
      assert.ok(error instanceof CredentialError);
      assert.equal(error.message, messages.noNotebook().message);
      return true;
    });
  });
});
