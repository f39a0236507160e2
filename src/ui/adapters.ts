import * as vscode from 'vscode';
import type { NetworkSettings } from '../core/httpClient.js';
import type { Browser, Clock } from '../core/ports.js';

/** Seconds between two looks at the least, whatever the setting says. */
const MIN_REFRESH_INTERVAL = 5;

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
  return Math.max(typeof seconds === 'number' && seconds > 0 ? seconds : 30, MIN_REFRESH_INTERVAL) * 1000;
}

/** A setting's text, by its name below `availableCredentials.`. */
export function textSetting(name: string): string {
  const value = vscode.workspace.getConfiguration('availableCredentials').get<unknown>(name);
  return typeof value === 'string' ? value.trim() : '';
}

/**
 * VS Code's own network settings, then the environment's. They reach Node's clients in the extension host, but no undici
 * of an extension's own.
 */
export function networkSettings(
  environment: Readonly<Record<string, string | undefined>>,
  caBundle: NetworkSettings['caBundle'],
): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  const variable = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
  const setting = http.get<string>('proxy')?.trim() || undefined;
  const isOff = http.get<string>('proxySupport') === 'off';
  return {
    proxy: isOff ? undefined : { http: setting ?? variable('HTTP_PROXY'), https: setting ?? variable('HTTPS_PROXY') },
    noProxy: [...(http.get<string[]>('noProxy') ?? []), variable('NO_PROXY') ?? ''].filter((each) => each !== ''),
    caBundle,
    systemCertificates: http.get<boolean>('systemCertificates') ?? true,
  };
}
