import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { windowsVariable } from './windows.js';
import type { Environment } from './ports.js';

/** What Windows takes for programs if the environment does not say. */
const EXTENSIONS = '.COM;.EXE;.BAT;.CMD';

/**
 * The file of a program: one with a folder in its name, or the first of that name in `PATH`. `undefined` if there is none.
 * Unlike Windows, it never looks in the current folder, which may be a repository of other people, or in a folder relative to
 * that.
 */
export function programPath(
  name: string,
  environment: Environment,
  platform = process.platform,
  isProgram = platform === 'win32' ? isFile : isExecutable,
): string | undefined {
  if (platform !== 'win32') {
    const folders = (environment['PATH'] ?? '').split(':').filter((folder) => path.posix.isAbsolute(folder));
    const files = name.includes('/') ? [name] : folders.map((folder) => path.posix.join(folder, name));
    return files.find((file) => isProgram(file));
  }
  const folders = (windowsVariable('PATH', environment) ?? '')
    .split(';')
    .filter((folder) => path.win32.isAbsolute(folder));
  const files = /[\\/:]/.test(name) ? [name] : folders.map((folder) => path.win32.join(folder, name));
  const extensions = (windowsVariable('PATHEXT', environment) || EXTENSIONS).split(';').filter((each) => each !== '');
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
