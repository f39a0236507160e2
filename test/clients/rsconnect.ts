import { writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Ended } from '../ended.js';
import { ProcessGroup } from '../processGroup.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { until } from '../until.js';

/** Writes the address that it is asked to open to a file. */
const BROWSER = `#!/bin/sh
printf '%s' "$1" > "$RECORDED_URL.draft" && mv "$RECORDED_URL.draft" "$RECORDED_URL"
`;

/** An unmodified rsconnect-python with a home folder of its own, whose browser is a script. */
export class Rsconnect {
  readonly #home: string;
  #started = 0;

  private constructor(
    private readonly python: string,
    private readonly ended: Ended,
    private readonly env: Readonly<Record<string, string>>,
    home: string,
  ) {
    this.#home = home;
  }

  /** @param env variables such as `CONNECT_CA_CERTIFICATE` */
  static async create(python: string, ended: Ended, env: Readonly<Record<string, string>> = {}): Promise<Rsconnect> {
    const folder = temporaryFolder('rsconnect');
    ended(() => folder.remove());
    await writeFile(path.join(folder.path, 'browser'), BROWSER, { mode: 0o700 });
    return new Rsconnect(python, ended, env, folder.path);
  }

  /** Starts `rsconnect` with arguments. */
  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningRsconnect {
    const recorded = path.join(this.#home, `url-${++this.#started}`);
    const program = new ProcessGroup(this.python, ['-c', 'from rsconnect.main import cli; cli()', ...args], {
      cwd: this.#home,
      env: {
        PATH: process.env['PATH'],
        HOME: this.#home,
        XDG_CONFIG_HOME: path.join(this.#home, 'config'),
        BROWSER: path.join(this.#home, 'browser'),
        RECORDED_URL: recorded,
        PYTHONUNBUFFERED: '1',
        PYTHONDONTWRITEBYTECODE: '1',
        NO_COLOR: '1',
        ...this.env,
        ...env,
      },
    });
    this.ended(() => program.end());
    return new RunningRsconnect(program, recorded);
  }

  /** Runs `rsconnect` to its end. */
  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return this.start(args, env).outcome();
  }

  /** What it has stored about a server. It holds secrets, and must not be shown. */
  stored(name: string): Readonly<Record<string, unknown>> {
    const config = process.platform === 'darwin' ? 'Library/Application Support' : 'config';
    const file = path.join(this.#home, config, 'rsconnect-python', 'servers.json');
    const servers = JSON.parse(readFileSync(file, 'utf8')) as Readonly<
      Record<string, Readonly<Record<string, unknown>>>
    >;
    return servers[name] ?? {};
  }
}

export interface Outcome {
  readonly code: number | null;
  /** Both streams. */
  readonly output: string;
}

export class RunningRsconnect {
  constructor(
    private readonly program: ProcessGroup,
    private readonly recorded: string,
  ) {}

  /** The address that it has opened in the browser. */
  async openedUrl(): Promise<string> {
    await until('it opens the browser, or ends', () => existsSync(this.recorded) || !this.program.running);
    return readFileSync(this.recorded, 'utf8');
  }

  /** What it has printed, as soon as that matches. */
  async printed(pattern: RegExp): Promise<string> {
    await until('it prints that, or ends', () => pattern.test(this.program.output) || !this.program.running);
    return pattern.exec(this.program.output)?.[1] ?? '';
  }

  async outcome(): Promise<Outcome> {
    const code = await this.program.exit();
    return { code, output: this.program.output };
  }
}
