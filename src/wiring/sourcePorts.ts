import type * as vscode from 'vscode';
import { once } from '../core/once.js';
import type { SourcePorts } from '../core/source.js';
import type { SystemProxy } from '../http/systemProxy.js';
import { UndiciHttpClient } from '../http/undiciHttpClient.js';
import { systemClock, textSetting, userBrowser } from '../ui/adapters.js';
import { networkSettings } from './networkSettings.js';

/** Most servers need no proxy of the operating system, or the settings name it. */
const loadSystemProxy = once(async () => new (await import('../http/systemProxy.js')).SystemProxy());

const systemProxy: Pick<SystemProxy, 'find'> = {
  find: async (url, signal) => (await loadSystemProxy()).find(url, signal),
};

/** What every source needs from the editor, the system and the network. */
export function createSourcePorts(log: vscode.LogOutputChannel): SourcePorts {
  return {
    environment: process.env,
    clock: systemClock,
    browser: userBrowser,
    log,
    setting: textSetting,
    http: (caBundle, server) =>
      new UndiciHttpClient(() => networkSettings(process.env, caBundle), undefined, systemProxy, server),
  };
}
