import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { chromium, compilers, ensurePackages, findCommand } from './debianPackages.js';
import { InstallError, runStep } from './installStep.js';

/** Absolute paths of a real VS Code's parts. */
export interface Editor {
  /** The Node that code-server was compiled for. */
  readonly node: string;
  /** code-server's entry, a script for `node`. */
  readonly codeServer: string;
  readonly chromium: string;
}

/** The VS Code that code-server carries. */
export const vscodeVersion = '1.139.1';
const codeServerVersion = '4.139.1';
/** VS Code {@link vscodeVersion} needs Node 24. */
const nodeVersion = '24.21.0';

const hour = 3_600_000;

/**
 * Finds or installs a real VS Code (code-server) and a browser for it. code-server goes to the user's cache folder, by
 * version, and takes some minutes the first time. The environment's CHROMIUM names another browser than PATH's chromium.
 *
 * @param report gets one line for each step that takes long.
 * @throws InstallError whose message says what failed, or what to install by hand.
 */
export async function ensureEditor(report: (line: string) => void): Promise<Editor> {
  const nodePackage = nodePackageOf(process.platform, process.arch);
  const folder = join(cacheFolder(), `code-server-${codeServerVersion}-${nodePackage}-${nodeVersion}`);
  const modules = join(folder, 'node_modules');
  if (!existsSync(folder)) {
    await ensurePackages(compilers, report);
    await install(folder, nodePackage, report);
  }
  return {
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
    throw new InstallError('chromium was installed, but is not on PATH.');
  }
  return found;
}

/** Builds in a sibling of the folder, and moves it there when it is whole: a run that is broken off leaves no half one. */
async function install(folder: string, nodePackage: string, report: (line: string) => void): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandoned(folder);
  const building = await mkdtemp(buildingPrefix(folder));
  try {
    await build(building, nodePackage, report);
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

async function build(folder: string, nodePackage: string, report: (line: string) => void): Promise<void> {
  const codeServer = `code-server@${codeServerVersion}`;
  const manifest = { private: true, allowScripts: { [codeServer]: true, 'argon2@0.44.0': true } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));

  report(`Fetching Node ${nodeVersion} (npm) …`);
  const env = npmEnvironment();
  const npm = ['install', '--save-exact', '--no-audit', '--no-fund', '--fetch-retries=5'];
  await runStep('npm', [...npm, '--ignore-scripts', `${nodePackage}@${nodeVersion}`], { cwd: folder, env });

  report(
    `Fetching and compiling code-server ${codeServerVersion} (npm), about 3 minutes and 800 MB in ${dirname(folder)} …`,
  );
  const node = join(folder, 'node_modules', nodePackage);
  const nodeEnv = {
    ...env,
    PATH: `${join(node, 'bin')}${delimiter}${env['PATH'] ?? ''}`,
    npm_config_nodedir: node,
    npm_config_build_from_source: 'true',
  };
  await runStep('npm', [...npm, codeServer], { cwd: folder, env: nodeEnv });
}

/** This process's environment without what an `npm run` around it says about its own package and its own Node. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(npm_(?!config_(registry|userconfig|cache|cafile|.*proxy)$)|INIT_CWD$|NODE$|NODE_OPTIONS$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
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
