import * as vscode from 'vscode';
import type { Browser, Clock, Event } from '../core/ports.js';

/** Seconds between refreshes: the default if the setting is not a number, and its limits (Node's timers allow 24 days). */
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

/** The user's browser. Unlike `env.openExternal`, this command does not re-encode the URL's query. */
export const userBrowser: Browser = {
  open: async (url) => {
    await vscode.commands.executeCommand('vscode.open', url);
  },
};

/** Completes a step of the walkthrough. VS Code does so only when the key becomes true after it has read the step. */
export function completeStep(key: 'isSignedIn' | 'hasSnippet'): void {
  for (const value of [true, false]) {
    void vscode.commands.executeCommand('setContext', `availableCredentials.${key}`, value);
  }
}

/** Fires when the window gains the focus. */
export const windowFocused: Event<void> = (listener) =>
  vscode.window.onDidChangeWindowState(({ focused }) => {
    if (focused) {
      listener();
    }
  });

/** A setting's value, by its name below `availableCredentials.`. Not checked. */
export function setting(name: string): unknown {
  return vscode.workspace.getConfiguration('availableCredentials').get<unknown>(name);
}

/** The refresh interval in milliseconds; the setting is in seconds. */
export function refreshInterval(): number {
  const seconds = setting('refreshIntervalSeconds');
  const interval = typeof seconds === 'number' ? seconds : DEFAULT_REFRESH_INTERVAL;
  return Math.min(Math.max(interval, MIN_REFRESH_INTERVAL), MAX_REFRESH_INTERVAL) * 1000;
}

/** A setting's text, by its name below `availableCredentials.`. */
export function textSetting(name: string): string {
  const value = setting(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** The setting by which the user turns off credentials in terminals, below `availableCredentials.`. */
export const BROKER_SETTING = 'broker.enabled';

/** Whether a setting is on, by its name below `availableCredentials.`: unless it is `false`. */
export function isOn(name: string): boolean {
  return setting(name) !== false;
}

/** Whether code in terminals may get access tokens, by the user's setting. */
export function isBrokerEnabled(): boolean {
  return isOn(BROKER_SETTING);
}

/** Whether programs written for Coder find the broker in all terminals, by the user's setting. */
export function isCoderEnabled(): boolean {
  return setting('broker.coder') === true;
}

/** Fires when a setting changes, by its name below `availableCredentials.`. */
export function settingChanged(name: string): Event<void> {
  return (listener) =>
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`availableCredentials.${name}`)) {
        listener();
      }
    });
}

/** A setting that is a list. */
export class ListSetting {
  readonly onDidChange: Event<void>;

  /** @param name below `availableCredentials.` */
  constructor(protected readonly name: string) {
    this.onDidChange = settingChanged(name);
  }

  /** The effective value. */
  read(): unknown {
    return setting(this.name);
  }

  /** Whether the list is empty. A value of another type is not empty, so that the user is asked to correct it. */
  get isEmpty(): boolean {
    const value = this.read();
    return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  }
}
