import path from 'node:path';
import type { Environment } from './ports.js';

/** A variable on Windows. Names have no case there, but a copy of the environment has them as the system does, such as `Path`. */
export function windowsVariable(name: string, environment: Environment): string | undefined {
  const isWanted = ([each]: readonly [string, unknown]) => each.toLowerCase() === name.toLowerCase();
  return environment[name] ?? Object.entries(environment).find(isWanted)?.[1];
}

/**
 * The path of a program that Windows brings along, such as `cmd.exe`. For a name without a folder, Windows looks in the current
 * folder first, which may be a repository of other people.
 */
export function systemProgram(name: string, environment: Environment): string {
  return path.win32.join(windowsVariable('SystemRoot', environment) || 'C:\\Windows', 'System32', name);
}
