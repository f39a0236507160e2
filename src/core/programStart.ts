import path from 'node:path';
import { t } from '@vscode/l10n';
import { CredentialError } from './errors.js';
import { programPath } from './programPath.js';
import { oneLine } from './text.js';
import { systemProgram } from './windows.js';
import type { Environment } from './ports.js';

/** What to pass to `spawn`. */
export interface ProgramStart {
  readonly file: string;
  readonly args: readonly string[];
  /** Windows: whether the arguments are quoted already. */
  readonly windowsVerbatimArguments: boolean;
}

/**
 * How to start a program; `undefined` on Windows if there is none, since `spawn` would also look in the current folder there.
 * Other systems find it by themselves. On Windows, `spawn` finds no `.cmd` and `.bat` files, such as `npm` or `quarto`, and refuses to start
 * them: cmd.exe runs them, and would take parts of arguments for commands. They are therefore quoted here. Throws
 * `CredentialError` (`rejected`) if an argument can't be.
 */
export function programStart(
  program: string,
  args: readonly string[],
  environment: Environment,
  platform = process.platform,
  find = programPath,
): ProgramStart | undefined {
  if (platform !== 'win32') {
    return { file: program, args, windowsVerbatimArguments: false };
  }
  const file = find(program, environment, platform);
  if (file === undefined || !/\.(cmd|bat)$/i.test(file)) {
    return file === undefined ? undefined : { file, args, windowsVerbatimArguments: false };
  }
  const words = [path.win32.normalize(file), ...args].map((word) => batchWord(word, program));
  return {
    file: systemProgram('cmd.exe', environment),
    // Without extensions and delayed expansion of variables that the registry may turn on. With /s, cmd.exe removes the outer quotes.
    args: ['/e:ON', '/v:OFF', '/d', '/s', '/c', `"${words.join(' ')}"`],
    windowsVerbatimArguments: true,
  };
}

/**
 * One word of the command line of a batch file, as the standard library of Rust writes it. It is in quotes, which stay when
 * the file passes its arguments on as `%*`, so that no character has a meaning for cmd.exe but these two: a quote is
 * doubled, and before `%` comes a variable's empty part, so that no name of a variable begins there.
 */
function batchWord(word: string, program: string): string {
  if (/[\r\n\0]/.test(word)) {
    throw lineBreakInArgument(program);
  }
  // The program that gets the arguments takes backslashes before a quote for escapes, unless they are doubled.
  const doubled = word.replace(/(\\*)"/g, '$1$1""').replace(/(\\+)$/, '$1$1');
  return `"${doubled.replaceAll('%', '%%cd:~,%')}"`;
}

/** cmd.exe ends a command line at a line break, also in quotes. */
function lineBreakInArgument(program: string): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      '{0} is a batch file, and its arguments can’t contain line breaks. Put the text into a file, or start the program that the batch file starts.',
      oneLine(program, 80),
    ),
  );
}
