import * as vscode from 'vscode';
import type { NetworkSettings } from '../core/httpClient.js';
import { networkSettings as combineNetworkSettings } from '../core/networkSettings.js';
import type { Browser, Clock } from '../core/ports.js';

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

/** How requests leave this machine, by VS Code's settings of now and the environment. */
export function networkSettings(
  environment: Readonly<Record<string, string | undefined>>,
  caBundle: NetworkSettings['caBundle'],
): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  return combineNetworkSettings(
    {
      proxy: http.get<string>('proxy') ?? '',
      noProxy: http.get<string[]>('noProxy') ?? [],
      proxySupport: http.get<string>('proxySupport') ?? '',
      systemCertificates: http.get<boolean>('systemCertificates') ?? true,
    },
    environment,
    caBundle,
  );
}
