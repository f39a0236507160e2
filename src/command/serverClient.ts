import type { HttpClient } from '../core/httpClient.js';
import type { Disposable } from '../core/ports.js';
import { LoopbackHttpClient } from '../http/loopbackHttpClient.js';
import type { Environment, Session } from '../workbench/session.js';
import { NO_SETTINGS } from './noSettings.js';

/**
 * The client for a server. The one for a broker loads much faster than the one for a Workbench, which may need TLS and a proxy.
 *
 * @param timeout seconds for each answer of a broker
 */
export async function serverClient(
  { serverAddress, caBundle }: Session,
  environment: Environment,
  isBroker: boolean,
  timeout: number,
): Promise<Pick<HttpClient, 'postJson'> & Partial<Disposable>> {
  if (isBroker && LoopbackHttpClient.canReach(serverAddress ?? '')) {
    return new LoopbackHttpClient();
  }
  disableWebAssemblyOptimisation();
  const [{ UndiciHttpClient }, { networkSettings }] = await Promise.all([
    import('../http/undiciHttpClient.js'),
    import('../http/networkSettings.js'),
  ]);
  return new UndiciHttpClient(
    () => networkSettings(NO_SETTINGS, environment, caBundle),
    isBroker ? timeout * 1_000 : undefined,
  );
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
