import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanUpAtExit } from './exitCleanup.js';
import type { Editor } from './install.js';
import { freePort } from './port.js';
import { ProcessGroup } from './processGroup.js';
import { quietSettings } from './quietSettings.js';

export interface CodeServerOptions {
  /** Where it listens on 127.0.0.1; 0 (default) picks a free port. */
  port?: number;
  /** Variables for the extension host, beside the few (PATH, language, time zone) that it inherits. */
  env?: Readonly<Record<string, string>>;
  /** Settings of scope machine, window or resource. */
  settings?: Readonly<Record<string, unknown>>;
  /** Paths of VSIX files to install. */
  extensions?: readonly string[];
  /** Lets VS Code run the tests that a page's URL names. */
  runsTests?: boolean;
  /** Whether links may open any site without a question; default true. */
  trustsAllDomains?: boolean;
}

/** A VS Code server with a home, a profile and an empty workspace of its own, all of which end with it. */
export interface CodeServer {
  /** Opens the empty workspace; several windows may do so at once. */
  readonly url: string;
  /** As in a URL, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** Below it are the log files of the server, the extension host and the extensions. */
  readonly logsFolder: string;
  readonly workspaceFolder: string;
  /** Starts the server anew, on the same port and with the same profile. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** How long the server may take to start, in milliseconds. */
const startLimit = 60_000;

/** What the server inherits. Nothing that could make it another session, another client, or reach outside. */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SHELL', 'USER', 'LOGNAME'];

/** @throws Error with the server's output when it doesn't start, or an extension can't be installed. */
export async function startCodeServer(editor: Editor, options: CodeServerOptions = {}): Promise<CodeServer> {
  const port = await freePort(options.port ?? 0);
  const folder = await mkdtemp(join(tmpdir(), 'code-server-'));
  const keepAtExit = cleanUpAtExit(() => rmSync(folder, { recursive: true, force: true }));
  const removeFolder = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    keepAtExit();
  };
  try {
    const launch = await prepare(editor, folder, port, options);
    for (const extension of options.extensions ?? []) {
      await installExtension(launch, extension);
    }
    let server = await launchServer(launch, port);
    const origin = `http://127.0.0.1:${port}`;
    return {
      url: `${origin}/?folder=${encodeURIComponent(join(folder, 'workspace'))}`,
      origin,
      port,
      logsFolder: join(folder, 'user-data', 'logs'),
      workspaceFolder: join(folder, 'workspace'),
      restart: async () => {
        await server.end();
        server = await launchServer(launch, port);
      },
      stop: async () => {
        await server.end();
        await removeFolder();
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

/** How to run code-server in the prepared folder. */
interface Launch {
  readonly command: string;
  /** What every command of code-server needs. */
  readonly profile: readonly string[];
  readonly serve: readonly string[];
  readonly options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv };
}

async function prepare(editor: Editor, folder: string, port: number, options: CodeServerOptions): Promise<Launch> {
  const at = (name: string): string => join(folder, name);
  const userFolder = join(at('user-data'), 'User');
  const machineFolder = join(at('user-data'), 'Machine');
  for (const needed of [at('home'), at('workspace'), at('extensions'), userFolder, machineFolder]) {
    await mkdir(needed, { recursive: true });
  }
  await writeFile(at('config.yaml'), '');
  await writeFile(join(userFolder, 'settings.json'), JSON.stringify(quietSettings));
  // Settings of scope machine count in the machine's file only; those of scope window count in both.
  await writeFile(join(machineFolder, 'settings.json'), JSON.stringify(options.settings ?? {}));
  const kept = Object.entries(process.env).filter(([name]) => inherited.includes(name));
  return {
    command: editor.node,
    profile: [
      editor.codeServer,
      ...['--user-data-dir', at('user-data'), '--extensions-dir', at('extensions'), '--config', at('config.yaml')],
    ],
    serve: [
      ...['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check'],
      ...['--disable-workspace-trust', '--disable-getting-started-override'],
      ...((options.trustsAllDomains ?? true) ? ['--link-protection-trusted-domains', '*'] : []),
      ...(options.runsTests ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    options: {
      cwd: folder,
      env: { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{}', HOME: at('home'), ...options.env },
    },
  };
}

async function installExtension({ command, profile, options }: Launch, vsix: string): Promise<void> {
  const install = new ProcessGroup(command, [...profile, '--install-extension', vsix], options);
  try {
    const code = await install.exit();
    if (code !== 0) {
      throw new Error(`${vsix} can't be installed in code-server:\n${install.output}`);
    }
  } finally {
    await install.end();
  }
}

async function launchServer({ command, profile, serve, options }: Launch, port: number): Promise<ProcessGroup> {
  const server = new ProcessGroup(command, [...profile, ...serve], options);
  const deadline = Date.now() + startLimit;
  while (!(await isHealthy(port))) {
    if (!server.running || Date.now() > deadline) {
      await server.end();
      throw new Error(`code-server did not start:\n${server.output}`);
    }
    await delay(50);
  }
  return server;
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  } catch {
    return false;
  }
}
