import type { Jupyter } from '@vscode/jupyter-extension';
import * as vscode from 'vscode';
import type { Disposable } from '../core/ports.js';
import type { CommandHandlers } from '../ui/commands.js';
import { notebookCommands, type NotebookCommandsContext } from '../ui/notebookCommands.js';
import { NotebookKernels, type NotebookKernelsContext } from '../ui/notebookKernels.js';
import { notifications } from '../ui/notifications.js';

const JUPYTER = 'ms-toolsai.jupyter';

/** Credentials for the code in this window's notebooks. */
export interface Notebooks extends Disposable {
  readonly commands: CommandHandlers;
}

export function createNotebooks(
  context: Omit<NotebookKernelsContext, 'jupyter'> & Pick<NotebookCommandsContext, 'isInSession'>,
): Notebooks {
  const { variables, isInSession } = context;
  const kernels = new NotebookKernels({ ...context, jupyter });
  const hasJupyter = async () => (await jupyter()) !== undefined;
  return {
    commands: notebookCommands({ kernels, hasJupyter, variables, isInSession, notify: notifications }),
    dispose: () => kernels.dispose(),
  };
}

/** Jupyter's published API. `undefined` without that extension, or if its version has none. */
async function jupyter(): Promise<Pick<Jupyter, 'kernels'> | undefined> {
  const api: Partial<Jupyter> | undefined = await vscode.extensions.getExtension<Partial<Jupyter>>(JUPYTER)?.activate();
  return api?.kernels && { kernels: api.kernels };
}
