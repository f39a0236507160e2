import { readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { runStep } from './installStep.js';
import type { EditorRelease } from './releases.js';

/** node-pty's install script runs it with npx, which finds it here. */
const NODE_GYP = 'node-gyp@11.5.0';

const npmInstall = ['install', '--no-audit', '--no-fund', '--fetch-retries=5'];
const npmAdd = [...npmInstall, '--save-exact'];

/** Names of packages and their versions. */
type Versions = Readonly<Record<string, string>>;

/**
 * Installs code-server, and the Node that it needs, into an empty folder, and compiles its native modules.
 *
 * @param nodePackage the npm package of that Node.
 * @throws InstallError with the output of the step that failed.
 */
export async function buildCodeServer(
  folder: string,
  release: EditorRelease,
  nodePackage: string,
  report: (line: string) => void,
): Promise<void> {
  const codeServer = `code-server@${release.codeServer}`;
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const env = npmEnvironment();

  report(`Fetching Node ${release.node} (npm) …`);
  await runStep('npm', [...npmAdd, '--ignore-scripts', `${nodePackage}@${release.node}`], { cwd: folder, env });

  report(`Fetching and compiling ${codeServer} (npm), about 3 minutes and 800 MB in ${dirname(folder)} …`);
  const node = join(folder, 'node_modules', nodePackage);
  const nodeEnv = {
    ...env,
    PATH: `${join(node, 'bin')}${delimiter}${env['PATH'] ?? ''}`,
    npm_config_nodedir: node,
    npm_config_build_from_source: 'true',
  };
  if (release.compiled === undefined) {
    await allowScripts(folder, { 'code-server': release.codeServer, argon2: release.argon2 });
    await runStep('npm', [...npmAdd, codeServer], { cwd: folder, env: nodeEnv });
  } else {
    await runStep('npm', [...npmAdd, '--ignore-scripts', codeServer, NODE_GYP], { cwd: folder, env: nodeEnv });
    await compile(folder, { argon2: release.argon2 }, nodeEnv);
    await installVscode(join(folder, 'node_modules/code-server/lib/vscode'), release.compiled, nodeEnv);
  }
}

/** Does what code-server's own install script does, except that it runs no other install scripts than those wanted. */
async function installVscode(vscode: string, compiled: Versions, env: NodeJS.ProcessEnv): Promise<void> {
  for (const cwd of [vscode, join(vscode, 'extensions')]) {
    await runStep('npm', [...npmInstall, '--omit=dev', '--ignore-scripts'], { cwd, env });
  }
  await compile(vscode, compiled, env);
  await symlink('node_modules', join(vscode, 'node_modules.asar'));
  await symlink('code-linux.sh', join(vscode, 'bin/remote-cli/code-server'));
  await symlink('browser-linux.sh', join(vscode, 'bin/helpers/browser.sh'));
}

async function compile(folder: string, packages: Versions, env: NodeJS.ProcessEnv): Promise<void> {
  await allowScripts(folder, packages);
  await runStep('npm', ['rebuild', ...Object.keys(packages)], { cwd: folder, env });
}

/** Newer versions of npm run the install scripts of these packages only. */
async function allowScripts(folder: string, packages: Versions): Promise<void> {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const allowed = Object.entries(packages).map(([name, version]) => [`${name}@${version}`, true] as const);
  await writeFile(file, JSON.stringify({ ...manifest, allowScripts: Object.fromEntries(allowed) }));
}

/** This process's environment without what an `npm run` around it says about its own package and its own Node. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(npm_(?!config_(registry|userconfig|cache|cafile|.*proxy)$)|INIT_CWD$|NODE$|NODE_OPTIONS$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
