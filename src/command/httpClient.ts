import type { HttpClient, NetworkSettings } from '../core/httpClient.js';
import type { Disposable } from '../core/ports.js';
import { LoopbackHttpClient } from '../http/loopbackHttpClient.js';
import type { Environment } from '../workbench/session.js';
import { NO_SETTINGS } from './noSettings.js';

export interface ClientOptions {
  readonly environment: Environment;
  readonly caBundle: NetworkSettings['caBundle'];
  /** Milliseconds for a whole response, if there is a network; the client's own limit by default. */
  readonly timeout?: number | undefined;
}

export type CommandHttpClient = Pick<HttpClient, 'postJson' | 'send'> & Partial<Disposable>;

/** @param isLocal whether the server is known to be on this machine: that client loads much faster */
export async function commandHttpClient(
  isLocal: boolean,
  { environment, caBundle, timeout }: ClientOptions,
): Promise<CommandHttpClient> {
  if (isLocal) {
    return new LoopbackHttpClient();
  }
  disableWebAssemblyOptimisation();
  const [{ UndiciHttpClient }, { networkSettings }] = await Promise.all([
    import('../http/undiciHttpClient.js'),
    import('../http/networkSettings.js'),
  ]);
  return new UndiciHttpClient(() => networkSettings(NO_SETTINGS, environment, caBundle), timeout);
}

/**
 * undici parses with WebAssembly. Optimising it takes longer than it saves for a few answers, and the process would wait for
 * that before it exits. (Electron may exit if flags are set while it runs.)
 */
function disableWebAssemblyOptimisation(): void {
  if (process.versions['electron'] === undefined) {
    process.getBuiltinModule('node:v8').setFlagsFromString('--liftoff-only');
  }
}
