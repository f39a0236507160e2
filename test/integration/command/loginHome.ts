import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Ended } from '../../ended.js';
import type { Connect } from '../../sandbox/connect/connect.js';
import type { Role } from '../../sandbox/connect/users.js';
import { signInByForms } from '../../sandbox/person.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { until } from '../../until.js';
import type { BuiltCommand, Result, Run, RunOptions } from './builtCommand.js';

/** Writes the address that it is asked to open to a file. */
const BROWSER = `#!/bin/sh
printf '%s' "$1" > "$RECORDED_URL.draft" && mv "$RECORDED_URL.draft" "$RECORDED_URL"
`;

/** A user without an editor: a home folder, and a browser that is a script. */
export class LoginHome {
  readonly folder: string;
  #started = 0;

  constructor(
    private readonly command: BuiltCommand,
    ended: Ended,
    protected env: Readonly<Record<string, string>> = {},
  ) {
    const temporary = temporaryFolder('login');
    ended(() => temporary.remove());
    this.folder = temporary.path;
    mkdirSync(path.join(this.folder, 'bin'));
    for (const name of ['xdg-open', 'open']) {
      writeFileSync(path.join(this.folder, 'bin', name), BROWSER, { mode: 0o700 });
    }
  }

  /** The folder of the command. */
  get config(): string {
    return path.join(this.folder, 'config', 'available-credentials');
  }

  /** Where the page is noted that the last run has opened. */
  protected get recorded(): string {
    return path.join(this.folder, `url-${this.#started}`);
  }

  start(args: readonly string[], { env = {}, input }: RunOptions = {}): Login {
    this.#started += 1;
    const { recorded } = this;
    const run = this.command.start(args, {
      env: {
        HOME: this.folder,
        XDG_CONFIG_HOME: path.join(this.folder, 'config'),
        PATH: `${path.join(this.folder, 'bin')}:${this.command.env['PATH'] ?? ''}`,
        RECORDED_URL: recorded,
        ...this.env,
        ...env,
      },
      ...(input === undefined ? {} : { input }),
    });
    return new Login(run, recorded);
  }

  run(args: readonly string[], options?: RunOptions): Promise<Result> {
    return this.start(args, options).run.result;
  }

  /** Signs in in the browser. */
  async login(connect: Connect, args: readonly string[] = [], env?: Readonly<Record<string, string>>): Promise<Result> {
    const login = this.start(['login', ...(args.length > 0 ? args : [connect.url])], env ? { env } : {});
    await login.visit(connect);
    return login.run.result;
  }

  /** The list of servers as it is stored. */
  get servers(): readonly Readonly<Record<string, unknown>>[] {
    return JSON.parse(readFileSync(path.join(this.config, 'servers.json'), 'utf8')) as Readonly<
      Record<string, unknown>
    >[];
  }
}

export class Login {
  #hasEnded = false;

  constructor(
    readonly run: Run,
    private readonly recorded: string,
  ) {
    void run.result.finally(() => (this.#hasEnded = true));
  }

  /** The address that it has opened in the browser; empty if it has ended without one. */
  async openedUrl(): Promise<string> {
    await until('it opens the browser, or ends', () => existsSync(this.recorded) || this.#hasEnded);
    return existsSync(this.recorded) ? readFileSync(this.recorded, 'utf8') : '';
  }

  /** Does what a user does with that page. Nothing if the command has ended. */
  async visit(connect: Connect, role: Role = 'publisher'): Promise<void> {
    const url = await this.openedUrl();
    if (url !== '') {
      await signInByForms(url, connect.accounts[role], 'allow', connect.ca);
    }
  }

  /** What it has said, as soon as that matches. */
  async said(pattern: RegExp): Promise<RegExpExecArray | undefined> {
    await until('it says that, or ends', () => pattern.test(this.run.told()) || this.#hasEnded);
    return pattern.exec(this.run.told()) ?? undefined;
  }
}
