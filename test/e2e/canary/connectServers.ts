import type { Ended } from '../../ended.js';
import { call, text } from '../../integration/connect/connectCalls.js';
import { startConnect, type Connect, type ConnectOptions } from '../../sandbox/connect/connect.js';

/** So short, in milliseconds, that a token is renewed 3 seconds after it was issued. */
const ACCESS_TOKEN_LIFETIME = 63_000;

/** Servers of Posit Connect, each of which a browser comes back from in another way. */
export interface ConnectServers {
  /** Allows the redirect URI of Workbench. */
  readonly relayed: Connect;
  /** Allows loopback only. */
  readonly strict: Connect;
  /** Has no device codes, and the client of its entry has one redirect URI. */
  readonly pasted: Connect;
  /** Has no OAuth. */
  readonly old: Connect;
  readonly all: readonly Connect[];
  /** Entries of the setting for `strict` and `pasted`. */
  readonly entries: readonly object[];
}

/** @param relayUri the redirect URI of Workbench */
export async function startConnectServers(ended: Ended, relayUri: string): Promise<ConnectServers> {
  const start = async (options: ConnectOptions) => {
    const connect = await startConnect(options);
    ended(() => connect.stop());
    return connect;
  };
  const relayed = await start({
    ...{ basePath: '/rsc', allowedRedirectUris: [relayUri], revocation: true },
    accessTokenLifetime: ACCESS_TOKEN_LIFETIME,
  });
  const { provider } = relayed;
  const strict = await start({ basePath: '/strict', provider });
  const pasted = await start({ basePath: '/pasted', provider, deviceCodes: false });
  const old = await start({ basePath: '/old', provider, version: '2025.12.0' });
  const entries = [
    { name: 'Strict', url: strict.url },
    { name: 'Pasted', url: pasted.url, client_id: await loopbackClientOf(pasted) },
  ];
  return { relayed, strict, pasted, old, all: [relayed, strict, pasted, old], entries };
}

/** Registers a client as an administrator does, for loopback alone. Returns its ID. */
async function loopbackClientOf(connect: Connect): Promise<string> {
  const json = {
    ...{ client_name: 'Editors', redirect_uris: ['http://127.0.0.1/callback'], token_endpoint_auth_method: 'none' },
    ...{ grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
  };
  return text((await call(connect, '/oauth/v1/register', { json })).body, 'client_id');
}
