import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ProcessGroup } from '../processGroup.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { linkBuiltinExtensions } from './builtinExtensions.js';
import type { Editor } from './install.js';
import { registerLanguage } from './languagePack.js';
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
  /** A folder of {@link installExtensions}, which is copied. */
  installedExtensions?: string;
  /** Leaves out those of VS Code's own extensions that journeys do not need, if it can. */
  withFewBuiltins?: boolean;
  /** How much is logged: by the server, the extension host, and the extensions. */
  logLevel?: 'trace';
  /** The display language (default English), for extensions only: VS Code's own texts stay in English. */
  language?: string;
  /** Lets VS Code run the tests that a page's URL names. */
  runsTests?: boolean;
}

/** A VS Code server with a home, a profile and an empty workspace of its own, all of which end with it. */
export interface CodeServer {
  /** Opens the empty workspace; several windows may do so at once. */
  readonly url: string;
  /** As in a URL, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** Below it is all that it has on disk: home, profile, extensions, workspace, temporary files. */
  readonly folder: string;
  /** Below it are the log files of the server, the extension host and the extensions. */
  readonly logsFolder: string;
  /**
   * Ends it with all of its extension hosts, and starts it again with another environment for them, as a session is
   * suspended and resumed: profile, workspace and port stay. Open windows have to be reloaded.
   */
  restart(env: Readonly<Record<string, string>>): Promise<void>;
  /** Replaces the settings of scope machine, window or resource. Windows that are open notice it. */
  setSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  stop(): Promise<void>;
}

/** How long the server may take to start, in milliseconds. */
const startLimit = 60_000;

/** What the server inherits. Nothing that could make it another session, another client, or reach outside. */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SHELL', 'USER', 'LOGNAME'];

/** @throws Error with the server's output when it doesn't start, or an extension can't be installed. */
export async function startCodeServer(editor: Editor, options: CodeServerOptions = {}): Promise<CodeServer> {
  const folder = temporaryFolder('code-server');
  try {
    const launch = await prepare(editor, folder.path, options);
    if (options.installedExtensions !== undefined) {
      await cp(options.installedExtensions, join(folder.path, 'extensions'), { recursive: true });
    }
    for (const extension of options.extensions ?? []) {
      await installExtension(launch, extension);
    }
    const started = await launchServer(launch, options.port ?? 0);
    const { port } = started;
    let { server } = started;
    const origin = `http://127.0.0.1:${port}`;
    return {
      url: `${origin}/?folder=${encodeURIComponent(join(folder.path, 'workspace'))}`,
      origin,
      port,
      folder: folder.path,
      logsFolder: join(folder.path, 'user-data', 'logs'),
      restart: async (env) => {
        await server.end();
        const next = { ...launch, options: { ...launch.options, env: environment(folder.path, env) } };
        ({ server } = await launchServer(next, port));
      },
      setSettings: (settings) => writeFile(machineSettingsIn(folder.path), JSON.stringify(settings)),
      stop: async () => {
        await server.end();
        await folder.remove();
      },
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** Installs extensions into a new folder, from which many servers can copy them. Replaces what is in the folder. */
export async function installExtensions(editor: Editor, vsixFiles: readonly string[], target: string): Promise<void> {
  const folder = temporaryFolder('code-server');
  try {
    const launch = await prepare(editor, folder.path, {});
    for (const vsix of vsixFiles) {
      await installExtension(launch, vsix);
    }
    await rm(target, { recursive: true, force: true });
    await cp(join(folder.path, 'extensions'), target, { recursive: true });
  } finally {
    await folder.remove();
  }
}

/** How to run code-server in the prepared folder. */
interface Launch {
  readonly command: string;
  /** What every command of code-server needs. */
  readonly profile: readonly string[];
  /** What the server needs beside, but for where it listens. */
  readonly serve: readonly string[];
  readonly options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv };
}

async function prepare(editor: Editor, folder: string, options: CodeServerOptions): Promise<Launch> {
  const at = (name: string): string => join(folder, name);
  const userFolder = join(at('user-data'), 'User');
  const machineFolder = join(at('user-data'), 'Machine');
  for (const needed of [at('home'), at('tmp'), at('workspace'), at('extensions'), userFolder, machineFolder]) {
    await mkdir(needed, { recursive: true });
  }
  await writeFile(at('config.yaml'), '');
  if (options.withFewBuiltins) {
    await linkBuiltinExtensions(editor, at('builtin-extensions'));
  }
  if (options.language) {
    await registerLanguage(at('user-data'), options.language);
  }
  await writeFile(join(userFolder, 'settings.json'), JSON.stringify(quietSettings));
  // Settings of scope machine count in the machine's file only; those of scope window count in both.
  await writeFile(machineSettingsIn(folder), JSON.stringify(options.settings ?? {}));
  return {
    command: editor.node,
    profile: [
      editor.codeServer,
      ...['--user-data-dir', at('user-data'), '--extensions-dir', at('extensions'), '--config', at('config.yaml')],
    ],
    serve: [
      ...['--auth', 'none', '--disable-telemetry', '--disable-update-check'],
      ...['--disable-workspace-trust', '--disable-getting-started-override'],
      ...['--link-protection-trusted-domains', '*'],
      ...(options.logLevel ? ['--log', options.logLevel] : []),
      ...(options.language ? ['--locale', options.language] : []),
      ...(editor.release.takesVscodeOptions ? vscodeOptions(at('builtin-extensions'), options) : []),
    ],
    options: { cwd: folder, env: environment(folder, options.env) },
  };
}

function vscodeOptions(
  builtinExtensions: string,
  { withFewBuiltins = false, runsTests = false }: CodeServerOptions,
): string[] {
  const wanted = [
    ...(withFewBuiltins ? [`builtin-extensions-dir=${builtinExtensions}`] : []),
    ...(runsTests ? ['enable-smoke-test-driver'] : []),
  ];
  return wanted.flatMap((option) => ['--vscode-option', option]);
}

function machineSettingsIn(folder: string): string {
  return join(folder, 'user-data/Machine/settings.json');
}

function environment(folder: string, env: CodeServerOptions['env']): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => inherited.includes(name));
  return {
    ...Object.fromEntries(kept),
    EXTENSIONS_GALLERY: '{}',
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    ...env,
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

/** @param wanted the port to listen on; 0 picks a free one. */
async function launchServer(
  { command, profile, serve, options }: Launch,
  wanted: number,
): Promise<{ server: ProcessGroup; port: number }> {
  const server = new ProcessGroup(command, [...profile, ...serve, '--bind-addr', `127.0.0.1:${wanted}`], options);
  const deadline = Date.now() + startLimit;
  for (;;) {
    const port = portIn(server.output);
    if (port !== undefined) {
      return { server, port };
    }
    if (!server.running || Date.now() > deadline) {
      await server.end();
      throw new Error(`code-server did not start:\n${server.output}`);
    }
    await delay(50);
  }
}

/** The port that code-server says it listens on, once it does. */
function portIn(output: string): number | undefined {
  const [, port] = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output) ?? [];
  return port === undefined ? undefined : Number(port);
}
