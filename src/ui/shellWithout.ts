import type * as vscode from 'vscode';

/**
 * A terminal whose shell does not get some variables. VS Code sets what extensions add to the environment after what a
 * terminal is created with, so only a program between the two can remove them again: `env`, or cmd.exe on Windows.
 *
 * @param shell the path of the shell
 * @param names the variables
 */
export function shellWithout(
  shell: string,
  names: readonly string[],
  platform: NodeJS.Platform,
): Pick<vscode.TerminalOptions, 'shellPath' | 'shellArgs'> {
  if (platform === 'win32') {
    const statements = [...names.map((name) => `set "${name}="`), `"${shell}"`];
    // With /s, cmd.exe removes the outer quotes and no others.
    return { shellPath: 'cmd.exe', shellArgs: `/d /s /c "${statements.join(' & ')}"` };
  }
  // VS Code starts login shells on macOS, since only they read the profile there.
  const login = platform === 'darwin' ? ['-l'] : [];
  return { shellPath: '/usr/bin/env', shellArgs: [...names.flatMap((name) => ['-u', name]), shell, ...login] };
}
