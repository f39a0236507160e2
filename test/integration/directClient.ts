import type { NetworkSettings, ServerOptions } from '../../src/core/httpClient.js';
import { NO_SETTINGS } from '../../src/command/noSettings.js';
import { networkSettings } from '../../src/http/networkSettings.js';
import { UndiciHttpClient } from '../../src/http/undiciHttpClient.js';

/**
 * The real HTTP client, without a proxy. To be disposed of, by the source that it is created for or by the test.
 *
 * @param responseTimeout milliseconds for a response
 */
export function directClient(
  caBundle?: NetworkSettings['caBundle'],
  server?: ServerOptions,
  responseTimeout = 10_000,
): UndiciHttpClient {
  return new UndiciHttpClient(() => networkSettings(NO_SETTINGS, {}, caBundle), responseTimeout, undefined, server);
}
