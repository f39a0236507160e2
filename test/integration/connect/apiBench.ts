import assert from 'node:assert/strict';
import { ConnectApi } from '../../../src/connect/api/connectApi.js';
import { ConnectError } from '../../../src/connect/api/connectError.js';
import type { ConnectCredential } from '../../../src/connect/credential.js';
import type { ServerOptions } from '../../../src/core/httpClient.js';
import { Secret } from '../../../src/core/secret.js';
import { UndiciHttpClient } from '../../../src/http/undiciHttpClient.js';
import type { Ended } from '../../ended.js';
import type { Connect, ConnectOptions } from '../../sandbox/connect/connect.js';
import type { Role } from '../../sandbox/connect/users.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { assertReadable, holdsAny, rejectionOf } from '../failures.js';

export const NEVER = new AbortController().signal;

export const apiKey = (key: string): ConnectCredential => ({
  kind: 'apiKey',
  value: new Secret(key),
  expiresAt: undefined,
});

export interface ApiBench {
  readonly connect: Connect;
  readonly log: RecordingLog;
  /** The API as one of the users. */
  readonly as: (
    who: Role | ConnectCredential | ((rejected?: ConnectCredential) => Promise<ConnectCredential>),
  ) => ConnectApi;
}

/** An HTTP client for one server. @param timeout milliseconds for a response */
export function serverHttp(ended: Ended, server: ServerOptions = {}, timeout?: number): UndiciHttpClient {
  const settings = { proxy: undefined, noProxy: [], caBundle: undefined, systemCertificates: false };
  const http = new UndiciHttpClient(() => settings, timeout, undefined, { returnsCookies: true, ...server });
  ended(() => http.dispose());
  return http;
}

/** Clients of a server; what they log is checked at the end for secrets. */
export function openApi(connect: Connect, ended: Ended, server: ServerOptions = {}): ApiBench {
  const log = new RecordingLog();
  const http = serverHttp(ended, server);
  ended(() => assert.ok(!holdsAny(log.lines.join('\n'), connect.secrets), 'A secret is in the log'));
  return {
    connect,
    log,
    as: (who) => {
      const fixed = typeof who === 'string' ? apiKey(connect.apiKeys[who]) : who;
      const credential = typeof fixed === 'function' ? fixed : () => Promise.resolve(fixed);
      return new ConnectApi(connect.url, { http, log, credential });
    },
  };
}

/** A bench for a server that is started with these options. */
export async function apiOf(
  { start, ended }: { readonly start: (options?: ConnectOptions) => Promise<Connect>; readonly ended: Ended },
  options?: ConnectOptions,
): Promise<ApiBench> {
  return openApi(await start(options), ended);
}

/** The failure of a call, once it is certain that it tells no secret. */
export async function failureOf(attempt: Promise<unknown>, connect: Connect): Promise<ConnectError> {
  const error = await rejectionOf(attempt);
  assertReadable(error, connect.secrets);
  assert.ok(error instanceof ConnectError, error.message);
  return error;
}
