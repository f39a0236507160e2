import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../workbench/session.js';

/** What Windows takes for programs if the environment does not say. */
const EXTENSIONS = '.COM;.EXE;.BAT;.CMD';

/**
 * The file of a program: one with a folder in its name, or the first of that name in `PATH`. `undefined` if there is none.
 * Unlike Windows, it never looks in the current folder, which may be a repository of other people.
 */
export function programPath(
  name: string,
  environment: Environment,
  platform = process.platform,
  isProgram = platform === 'win32' ? isFile : isExecutable,
): string | undefined {
  const system = platform === 'win32' ? path.win32 : path.posix;
  const isPath = platform === 'win32' ? /[\\/:]/.test(name) : name.includes('/');
  const folders = (environment['PATH'] ?? '')
    .split(system.delimiter)
    .filter((folder) => folder !== '' && folder !== '.');
  const files = isPath ? [name] : folders.map((folder) => system.join(folder, name));
  if (platform !== 'win32') {
    return files.find((file) => isProgram(file));
  }
  const extensions = (environment['PATHEXT'] || EXTENSIONS).split(';').filter((each) => each !== '');
  const isComplete = extensions.some((each) => name.toLowerCase().endsWith(each.toLowerCase()));
  return files
    .flatMap((file) => [...(isComplete ? [file] : []), ...extensions.map((extension) => file + extension)])
    .find((file) => isProgram(file));
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return isFile(file);
  } catch {
    return false;
  }
}
