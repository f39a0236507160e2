import * as vscode from 'vscode';
import type { NetworkSettings } from '../core/httpClient.js';
import type { Environment } from '../core/ports.js';
import { networkSettings as combineNetworkSettings } from '../http/networkSettings.js';

/**
 * How requests leave this machine, by VS Code's settings of now and the environment. A setting of the wrong type counts
 * as not set: VS Code does not check what the user writes.
 */
export function networkSettings(environment: Environment, caBundle: NetworkSettings['caBundle']): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  const text = (name: string) => {
    const value = http.get<unknown>(name);
    return typeof value === 'string' ? value : '';
  };
  const noProxy = http.get<unknown>('noProxy');
  return combineNetworkSettings(
    {
      proxy: text('proxy'),
      noProxy: Array.isArray(noProxy) ? noProxy.filter((each) => typeof each === 'string') : [],
      proxySupport: text('proxySupport'),
      systemCertificates: http.get<unknown>('systemCertificates') !== false,
    },
    environment,
    caBundle,
  );
}
