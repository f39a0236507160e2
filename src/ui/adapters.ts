import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { Browser, Clock, Event } from '../core/ports.js';

/** Seconds between two looks: if the setting is no number, at the least, and at the most (Node's timers take 24 days). */
const DEFAULT_REFRESH_INTERVAL = 30;
const MIN_REFRESH_INTERVAL = 5;
const MAX_REFRESH_INTERVAL = 24 * 60 * 60;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delay) => {
    const timer = setTimeout(callback, delay);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** The user's browser. `env.openExternal` would re-encode the URL's query; this command leaves a string as it is. */
export const userBrowser: Browser = {
  open: async (url) => {
    await vscode.commands.executeCommand('vscode.open', url);
  },
};

/** Fires when the user comes back to this window. */
export const windowFocused: Event<void> = (listener) =>
  vscode.window.onDidChangeWindowState(({ focused }) => {
    if (focused) {
      listener();
    }
  });

/** Milliseconds, from the setting in seconds. */
export function refreshInterval(): number {
  const seconds = vscode.workspace.getConfiguration('availableCredentials').get<unknown>('refreshIntervalSeconds');
  const wanted = typeof seconds === 'number' ? seconds : DEFAULT_REFRESH_INTERVAL;
  return Math.min(Math.max(wanted, MIN_REFRESH_INTERVAL), MAX_REFRESH_INTERVAL) * 1000;
}

/** A setting's text, by its name below `availableCredentials.`. */
export function textSetting(name: string): string {
  const value = vscode.workspace.getConfiguration('availableCredentials').get<unknown>(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** The setting by which the user turns off credentials in terminals, below `availableCredentials.`. */
export const BROKER_SETTING = 'broker.enabled';

/** Whether code in terminals may get access tokens, by the user's setting. */
export function isBrokerEnabled(): boolean {
  return vscode.workspace.getConfiguration('availableCredentials').get<unknown>(BROKER_SETTING) !== false;
}

/** A setting that is a list, of which this extension changes the user's own value. */
export class ListSetting {
  readonly #key: string;

  /** @param name below `availableCredentials.` */
  constructor(private readonly name: string) {
    this.#key = `availableCredentials.${name}`;
  }

  readonly onDidChange: Event<void> = (listener) =>
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(this.#key)) {
        listener();
      }
    });

  /** The value in force. */
  read(): unknown {
    return this.#configuration.get<unknown>(this.name);
  }

  /** Whether there is nothing in it. A value that is no list counts as something: it may have to be corrected. */
  get isEmpty(): boolean {
    const value = this.read();
    return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  }

  async write(value: unknown): Promise<void> {
    await this.#configuration.update(this.name, value, vscode.ConfigurationTarget.Global);
  }

  /** Who has set the value in force: an administrator by a policy, or by a default; else the user, or nobody. */
  origin(): 'user' | 'default' | 'policy' {
    const found = this.#configuration.inspect<unknown[]>(this.name);
    if (found?.globalValue !== undefined) {
      // A policy wins over what the user has set.
      return isDeepStrictEqual(found.globalValue, this.read()) ? 'user' : 'policy';
    }
    return Array.isArray(found?.defaultValue) && found.defaultValue.length > 0 ? 'default' : 'user';
  }

  get #configuration(): vscode.WorkspaceConfiguration {
    return vscode.workspace.getConfiguration('availableCredentials');
  }
}
