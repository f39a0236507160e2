import type * as vscode from 'vscode';
import type { SourcePorts } from '../core/source.js';
import { UndiciHttpClient } from '../http/undiciHttpClient.js';
import { systemClock, textSetting, userBrowser } from '../ui/adapters.js';
import { networkSettings } from './networkSettings.js';

/** What every source needs from the editor, the system and the network. */
export function createSourcePorts(log: vscode.LogOutputChannel): SourcePorts {
  return {
    environment: process.env,
    clock: systemClock,
    browser: userBrowser,
    log,
    setting: textSetting,
    http: (caBundle) => new UndiciHttpClient(() => networkSettings(process.env, caBundle)),
  };
}
