import { packageSmallExtension } from '../editor/smallExtension.js';

/** Runs one piece of code a line, each a JSON string, and prints whether it worked and what it printed, as JSON. */
const DRIVER = `
import contextlib, io, json, sys, traceback
space = {}
for line in sys.stdin:
    printed = io.StringIO()
    done = True
    with contextlib.redirect_stdout(printed):
        try:
            exec(json.loads(line), space)
        except BaseException:
            done = False
            traceback.print_exc(limit=0, file=printed)
    print(json.dumps([done, printed.getvalue()]), flush=True)
`;

/**
 * As Jupyter does: it asks once whether an extension may use kernels, gives a notebook's kernel only after a cell has run in
 * it since its start, and throws an error of this name on refusal.
 */
const CODE = `
const { spawn } = require('node:child_process');
const { createInterface } = require('node:readline');
const vscode = require('vscode');

exports.activate = ({ subscriptions }) => {
  const statuses = new vscode.EventEmitter();
  let interpreter, answers, cells, access;

  const start = () => {
    interpreter = spawn('python3', ['-c', ${JSON.stringify(DRIVER)}], { stdio: ['pipe', 'pipe', 'inherit'] });
    answers = createInterface(interpreter.stdout)[Symbol.asyncIterator]();
    cells = 0;
  };
  const run = async (code) => {
    interpreter.stdin.write(JSON.stringify(code) + '\\n');
    return JSON.parse((await answers.next()).value);
  };

  const controller = vscode.notebooks.createNotebookController('stand-in', 'jupyter-notebook', 'Python (stand-in)');
  controller.supportedLanguages = ['python'];
  controller.executeHandler = async (wanted) => {
    interpreter ?? start();
    for (const cell of wanted) {
      const execution = controller.createNotebookCellExecution(cell);
      execution.executionOrder = ++cells;
      execution.start(Date.now());
      const [done, printed] = await run(cell.document.getText());
      await execution.replaceOutput([new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.stdout(printed)])]);
      execution.end(done, Date.now());
    }
  };
  const prefer = (notebook) => controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
  vscode.workspace.notebookDocuments.forEach(prefer);

  async function* executeCode(code) {
    access ??= await vscode.window.showInformationMessage('Do you want to grant Kernel access?', { modal: true }, 'Allow', 'Deny');
    if (access !== 'Allow') {
      throw Object.assign(new Error('Access to Jupyter Kernel has been revoked'), { name: 'vscode.jupyter.apiAccessRevoked' });
    }
    await run(code);
  }
  const kernel = { language: 'python', status: 'idle', onDidChangeStatus: statuses.event, executeCode };

  subscriptions.push(
    controller,
    vscode.workspace.onDidOpenNotebookDocument(prefer),
    vscode.commands.registerCommand('standIn.restart', () => {
      interpreter.kill();
      start();
      ['restarting', 'starting', 'idle'].forEach((status) => statuses.fire(status));
    }),
    vscode.commands.registerCommand('standIn.manage', () => (access = 'Allow')),
    { dispose: () => interpreter?.kill() },
  );
  return { kernels: { getKernel: async () => (cells > 0 ? kernel : undefined) } };
};
`;

export const RESTART = 'Jupyter: Restart Kernel';
export const MANAGE_ACCESS = 'Jupyter: Manage Access To Jupyter Kernels';

/**
 * Packages an extension with the ID and the API of Jupyter's, which is not in the npm registry. Its kernel is a Python of
 * this machine. Returns the path of the VSIX, which is in `parent`.
 */
export function packageStandInJupyter(parent: string): Promise<string> {
  return packageSmallExtension(parent, {
    ...{ name: 'jupyter', publisher: 'ms-toolsai', code: CODE },
    activationEvents: ['onNotebook:jupyter-notebook'],
    contributes: {
      commands: [
        { command: 'standIn.restart', title: RESTART },
        { command: 'standIn.manage', title: MANAGE_ACCESS },
      ],
    },
  });
}
