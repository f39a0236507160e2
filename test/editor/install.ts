import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { buildCodeServer } from './buildCodeServer.js';
import { chromium, compilers, ensurePackages, findCommand } from './debianPackages.js';
import { InstallError } from './installStep.js';
import { chosenEditor, type EditorRelease } from './releases.js';

/** Absolute paths of a real VS Code's parts. */
export interface Editor {
  readonly release: EditorRelease;
  /** The Node that code-server was compiled for. */
  readonly node: string;
  /** code-server's entry, a script for `node`. */
  readonly codeServer: string;
  readonly chromium: string;
}

const hour = 3_600_000;

/**
 * Finds or installs a real VS Code (code-server) and a browser for it. code-server goes to the user's cache folder, by
 * version, and takes some minutes the first time. The environment's CHROMIUM names another browser than PATH's chromium.
 *
 * @param report gets one line for each step that takes long.
 * @throws InstallError whose message says what failed, or what to install by hand.
 */
export async function ensureEditor(
  report: (line: string) => void,
  release: EditorRelease = chosenEditor(),
): Promise<Editor> {
  const nodePackage = nodePackageOf(process.platform, process.arch);
  const folder = join(cacheFolder(), `code-server-${release.codeServer}-${nodePackage}-${release.node}`);
  const modules = join(folder, 'node_modules');
  if (!existsSync(folder)) {
    await ensurePackages(compilers, report);
    await install(folder, (building) => buildCodeServer(building, release, nodePackage, report));
  }
  return {
    release,
    node: join(modules, nodePackage, 'bin', 'node'),
    codeServer: join(modules, 'code-server', 'out', 'node', 'entry.js'),
    chromium: await ensureChromium(report),
  };
}

/** @returns the npm package that holds Node's binary and headers for this machine. */
function nodePackageOf(platform: string, arch: string): string {
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) {
    throw new InstallError(
      `code-server is set up here for Linux on x64 and arm64 only, not for ${platform} on ${arch}.`,
    );
  }
  return `node-linux-${arch}`;
}

function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'available-credentials');
}

async function ensureChromium(report: (line: string) => void): Promise<string> {
  const chosen = process.env['CHROMIUM'];
  if (chosen) {
    return chosen;
  }
  await ensurePackages([chromium], report);
  const found = findCommand(chromium.command);
  if (found === undefined) {
    throw new InstallError(`${chromium.name} was installed, but is not on PATH.`);
  }
  return found;
}

/** Builds in a sibling of the folder, and moves it there when it is whole: a run that is broken off leaves no half one. */
async function install(folder: string, build: (building: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandoned(folder);
  const building = await mkdtemp(buildingPrefix(folder));
  try {
    await build(building);
    await rename(building, folder).catch((error: unknown) => {
      // Another run was quicker: its folder is as good as ours.
      if (!existsSync(folder)) {
        throw error;
      }
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

/** Removes what killed builds have left. A younger build may still be running. */
async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder);
  const prefix = basename(buildingPrefix(folder));
  const siblings = (await readdir(parent)).filter((name) => name.startsWith(prefix)).map((name) => join(parent, name));
  for (const sibling of siblings) {
    const { mtimeMs } = await stat(sibling);
    if (Date.now() - mtimeMs > hour) {
      await rm(sibling, { recursive: true, force: true });
    }
  }
}

function buildingPrefix(folder: string): string {
  return `${folder}.building-`;
}
