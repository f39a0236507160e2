import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { InstallError, runStep } from './installStep.js';

/** A Debian package, and a command that is there once it is installed. */
export interface DebianPackage {
  readonly name: string;
  readonly command: string;
}

export const chromium: DebianPackage = { name: 'chromium', command: 'chromium' };

/** What code-server's native modules are compiled with (libkrb5-dev: for its `kerberos` module). */
export const compilers: readonly DebianPackage[] = [
  { name: 'libkrb5-dev', command: 'krb5-config' },
  { name: 'python3', command: 'python3' },
  { name: 'make', command: 'make' },
  { name: 'g++', command: 'g++' },
];

/** What the tests of snippets run them with. */
export const snippetPrograms: readonly DebianPackage[] = [
  { name: 'curl', command: 'curl' },
  { name: 'python3', command: 'python3' },
];

/** A keyring, its bus, and the program that talks to it. */
export const keyringPrograms: readonly DebianPackage[] = [
  { name: 'dbus', command: 'dbus-daemon' },
  { name: 'gnome-keyring', command: 'gnome-keyring-daemon' },
  { name: 'libsecret-tools', command: 'secret-tool' },
];

/** The shells, beside bash, in which completion is tested. */
export const completionShells: readonly DebianPackage[] = [
  { name: 'zsh', command: 'zsh' },
  { name: 'fish', command: 'fish' },
];

/** @returns the path of an executable that PATH leads to, or undefined. */
export function findCommand(command: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

/**
 * Installs those of the packages whose command is missing.
 *
 * @throws InstallError when apt-get fails, or when only the user can install them: the message names the packages.
 */
export async function ensurePackages(
  packages: readonly DebianPackage[],
  report: (line: string) => void,
): Promise<void> {
  const missing = packages.filter(({ command }) => findCommand(command) === undefined).map(({ name }) => name);
  if (missing.length === 0) {
    return;
  }
  const list = missing.join(' ');
  if (findCommand('apt-get') === undefined) {
    throw new InstallError(`Install what Debian calls ${list} with this system's package manager, and try again.`);
  }
  if (process.getuid?.() !== 0) {
    throw new InstallError(`Run this as root, and try again: apt-get install ${list}`);
  }
  report(`Installing ${list} (apt-get) …`);
  const options = { cwd: '/', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  await runStep('apt-get', ['update', '-q'], options);
  await runStep(
    'apt-get',
    ['install', '-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...missing],
    options,
  );
}

/** Installs packages that only some tests need. Where that is impossible, reports why: those tests are skipped. */
export async function tryPackages(packages: readonly DebianPackage[], report: (line: string) => void): Promise<void> {
  await ensurePackages(packages, report).catch((error: unknown) => {
    const names = packages.map(({ name }) => name).join(', ');
    report(`Tests that need ${names} are skipped. ${error instanceof Error ? error.message : String(error)}`);
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
