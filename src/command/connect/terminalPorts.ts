import { spawn } from 'node:child_process';
import type { CallbackUris } from '../../core/callbackUris.js';
import type { Dialogs } from '../../core/dialogs.js';
import type { Browser, Clock, Environment, Logger, Memento } from '../../core/ports.js';
import type { LoginProgress } from '../../core/serverLogins.js';
import { systemProgram } from '../../core/windows.js';
import type { Terminal } from '../terminal.js';
import * as messages from './messages.js';

/** What sources and sign-ins need from their surroundings, in a terminal. */

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delay) => {
    const timer = setTimeout(callback, delay);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** The browser returns to a listener of this process. */
export const redirects: CallbackUris = {
  windowKind: 'localDesktop',
  forwardedUri: (uri) => Promise.resolve(uri),
  uri: () => Promise.reject(new Error('A terminal has no URI')),
  onDidReceive: () => ({ dispose: () => undefined }),
};

/** Remembers nothing: a key is found by the id in the file. */
export const noMemory: Memento = { get: () => undefined, update: () => Promise.resolve() };

/** The log, on standard error. @param verbosity how often the user has given `-v` */
function terminalLog(terminal: Terminal, verbosity: number): Logger {
  const from = (level: number) => (message: string) => {
    if (verbosity >= level) {
      terminal.say(message);
    }
  };
  return { error: from(1), warn: from(1), info: from(1), debug: from(2) };
}

/** What a sign-in tells. @param verbosity how often the user has given `-v` */
export function terminalProgress(terminal: Terminal, verbosity: number): LoginProgress {
  return {
    opened: (name, url) => {
      // There may be no browser on this machine.
      terminal.say(messages.openToSignIn(name));
      terminal.sayUrl(url);
    },
    told: (sentences) => terminal.say(sentences),
    log: terminalLog(terminal, verbosity),
  };
}

/** Answers no question, as in a script. */
export function terminalDialogs(progress: Pick<LoginProgress, 'told'>): Dialogs {
  const cancelled = () => Promise.resolve(undefined);
  return {
    text: cancelled,
    choose: cancelled,
    chooseSeveral: cancelled,
    search: cancelled,
    confirm: () => Promise.resolve(false),
    tell: (message) => {
      progress.told(message);
      return cancelled();
    },
    copy: () => Promise.resolve(),
    during: (what, work) => {
      progress.told(what);
      return work(new AbortController().signal);
    },
  };
}

/** The user's browser. The user is told the page's URL, too. */
export class TerminalBrowser implements Browser {
  /** @param name of the server */
  constructor(
    private readonly progress: Pick<LoginProgress, 'opened'>,
    private readonly environment: Environment,
    private readonly platform: NodeJS.Platform,
    private readonly name: string,
  ) {}

  open(url: string): Promise<void> {
    this.progress.opened(this.name, url);
    const [program, ...args] = browserCommand(this.platform, url, this.environment);
    // It must neither write to the terminal nor end with this process. The variable turns an editor's browser into a Node.
    const env = { ...this.environment, ELECTRON_RUN_AS_NODE: undefined };
    const child = spawn(program, args, { env, stdio: 'ignore', detached: true, windowsHide: true });
    child.on('error', () => undefined);
    child.unref();
    return Promise.resolve();
  }
}

/** What opens a URL. `start` of Windows would take a part of it for commands. */
export function browserCommand(
  platform: NodeJS.Platform,
  url: string,
  environment: Environment,
): readonly [string, ...string[]] {
  switch (platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      return [systemProgram('rundll32.exe', environment), 'url.dll,FileProtocolHandler', url];
    default:
      return ['xdg-open', url];
  }
}
