import assert from 'node:assert/strict';
import { NO_SETTINGS } from '../../src/command/noSettings.js';
import { UndiciHttpClient } from '../../src/http/undiciHttpClient.js';
import { networkSettings } from '../../src/http/networkSettings.js';
import { WorkbenchClient } from '../../src/workbench/client.js';
import { readCookie } from '../../src/workbench/cookie.js';
import { readServer } from '../../src/workbench/session.js';
import { serverAddressOf } from '../../src/workbench/sessionServer.js';
import { endedAfterEach } from '../ended.js';
import type { Environment } from '../../src/core/ports.js';

/**
 * To be called in a `describe`: gives a function that makes clients of the server to which an environment leads, as code
 * there would find it. They are disposed of after each test.
 */
export function clientsPerTest(): (environment: Environment) => WorkbenchClient {
  const ended = endedAfterEach();
  return (environment) => {
    const http = new UndiciHttpClient(() => networkSettings(NO_SETTINGS, environment, undefined));
    ended(() => http.dispose());
    const server = () => readServer(environment) ?? assert.fail('There is no server.');
    return new WorkbenchClient(
      () => serverAddressOf(server()),
      () => readCookie(server(), environment, Date.now()),
      http,
    );
  };
}
