import type { HttpClient, NetworkSettings } from '../core/httpClient.js';
import type { Disposable, Environment } from '../core/ports.js';
import { LoopbackHttpClient } from '../http/loopbackHttpClient.js';
import type { Session } from '../workbench/session.js';
import { NO_SETTINGS } from './noSettings.js';

/** A client that the command makes its requests with. */
export type CommandHttpClient = Pick<HttpClient, 'postJson' | 'send'> & Partial<Disposable>;

export interface ClientOptions {
  readonly environment: Environment;
  readonly caBundle: NetworkSettings['caBundle'];
  /** Milliseconds for a whole response, if there is a network; the client's own limit by default. */
  readonly timeout?: number | undefined;
}

/**
 * The client for a server. The one for a broker loads much faster than the one for a Workbench, which may need TLS and a proxy.
 *
 * @param timeout seconds for each answer of a broker
 */
export function serverClient(
  { serverAddress, caBundle }: Session,
  environment: Environment,
  isBroker: boolean,
  timeout: number,
): Promise<CommandHttpClient> {
  const isLocal = isBroker && LoopbackHttpClient.canReach(serverAddress ?? '');
  return commandHttpClient(isLocal, { environment, caBundle, timeout: isBroker ? timeout * 1_000 : undefined });
}

/** @param isLocal whether the server is on this machine and has no TLS */
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
