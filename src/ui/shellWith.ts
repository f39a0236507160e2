import { userInfo } from 'node:os';
import type * as vscode from 'vscode';
import { systemProgram } from '../core/windows.js';

/**
 * The path of the user's shell.
 *
 * @param detected by the editor, which takes a while after its start: until then, it is empty, and the system is asked
 */
export function userShell(detected: string): string {
  if (detected !== '') {
    return detected;
  }
  return process.platform === 'win32' ? systemProgram('cmd.exe', process.env) : (userInfo().shell ?? '/bin/sh');
}

/**
 * A terminal whose shell gets some variables otherwise than other terminals. VS Code sets what extensions add to the
 * environment after what a terminal is created with, so only a program between the two can change these again: `env`, or
 * cmd.exe on Windows. Other users of this machine can see the values: none may be secret.
 *
 * @param shell the path of the shell
 * @param variables by name; `undefined` removes a variable
 */
export function shellWith(
  shell: string,
  variables: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Pick<vscode.TerminalOptions, 'shellPath' | 'shellArgs'> {
  const changes = Object.entries(variables);
  if (platform === 'win32') {
    const statements = [...changes.map(([name, value = '']) => `set "${name}=${value}"`), `"${shell}"`];
    // With /s, cmd.exe removes the outer quotes and no others.
    return { shellPath: systemProgram('cmd.exe', process.env), shellArgs: `/d /s /c "${statements.join(' & ')}"` };
  }
  const removed = changes.flatMap(([name, value]) => (value === undefined ? ['-u', name] : []));
  const set = changes.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return { shellPath: '/usr/bin/env', shellArgs: [...removed, ...set, ...shellCommand(shell, platform)] };
}

/**
 * A terminal whose shell gets the variables in a file of lines `NAME=VALUE` that a POSIX shell can read. They may be secret:
 * at trace level, VS Code logs what a terminal is created with.
 *
 * @param shell the path of the shell
 */
export function shellWithFile(
  shell: string,
  file: string,
  platform: NodeJS.Platform,
): Pick<vscode.TerminalOptions, 'shellPath' | 'shellArgs'> {
  const script = 'set -a; . "$0"; set +a; exec "$@"';
  return { shellPath: '/bin/sh', shellArgs: ['-c', script, file, ...shellCommand(shell, platform)] };
}

/** The path of a shell and its arguments. VS Code starts login shells on macOS, since only they read the profile there. */
function shellCommand(shell: string, platform: NodeJS.Platform): readonly string[] {
  return platform === 'darwin' ? [shell, '-l'] : [shell];
}
