import type * as vscode from 'vscode';
import { WorkbenchSource } from '../workbench/source.js';
import { createSourcePorts } from './sourcePorts.js';

export function createWorkbenchSource(log: vscode.LogOutputChannel): WorkbenchSource {
  return new WorkbenchSource(createSourcePorts(log));
}
