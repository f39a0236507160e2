import assert from 'node:assert/strict';
import type { Browser, Clock } from '../../../src/core/ports.js';
import type { Definition } from '../../../src/local/definition/definition.js';
import type { ServerLocation } from '../../../src/oauth/authorizationServer.js';
import type { TokenSet } from '../../../src/oauth/tokenSet.js';
import { type Client } from '../../../src/oauth/client.js';
import { configuredClient } from '../../../src/signIn/configuredClient.js';
import { authorizationCodeFlow } from '../../../src/oauth/authorizationCodeFlow.js';
import { openLoopback } from '../../../src/oauth/loopbackListener.js';
import { ServerMetadataCache } from '../../../src/oauth/serverMetadata.js';
import type { CallbackListener } from '../../../src/oauth/callbackListener.js';
import type { AuthorizationServer } from '../../../src/oauth/authorizationServer.js';
import { endedAfterEach } from '../../ended.js';
import {
  type AuthorizationServerOptions,
  type RunningProvider,
  startProvider,
} from '../../sandbox/authorizationServer.js';
import type { LocalClient } from '../../sandbox/localClients.js';
import { signInByForms } from '../../sandbox/person.js';
import { secretFrom } from '../../unit/local/plain.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { directClient } from '../directClient.js';
import { assertReadable, rejectionOf } from '../failures.js';

export const NEVER = new AbortController().signal;

export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delay) => {
    const timer = setTimeout(callback, delay);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** A definition of a public client with PKCE, as far as a test does not say otherwise. */
export function definition(server: ServerLocation, overrides: Partial<Definition> = {}): Definition {
  return {
    ...{
      id: '4f6c3a52-3f0b-5d58-9b64-7a3e5f1f2c01',
      name: 'reports',
      displayName: 'Reports',
      description: undefined,
      server,
    },
    ...{ clientId: 'local-public', scopes: ['reports:read'], authMode: 'Public', authType: 'Viewer' },
    ...{ tokenEndpointAuthMethod: 'none', usePkce: true, audience: undefined, resource: undefined },
    ...{
      authorizationParameters: {},
      gitHosts: [],
      redirectUri: undefined,
      ...overrides,
    },
  };
}

/** A definition of one of the provider's clients. */
export function definitionOf(
  provider: RunningProvider,
  { id, secret }: LocalClient,
  overrides: Partial<Definition> = {},
): Definition {
  return definition(
    { issuer: provider.issuer },
    {
      clientId: id,
      authMode: secret === undefined ? 'Public' : 'Confidential',
      tokenEndpointAuthMethod: secret === undefined ? 'none' : 'client_secret_basic',
      ...overrides,
    },
  );
}

/** The protocol with its real HTTP client, over real sockets. */
export class OAuthBench {
  readonly http = directClient(undefined, undefined, 2_000);
  readonly log = new RecordingLog();
  readonly ports = { http: this.http, clock: REAL_CLOCK, log: this.log };
  readonly servers = new ServerMetadataCache(this.ports);
  /** What the browser was handed. */
  readonly opened: string[] = [];

  /** Who signs in at a definition's server, and with which account. */
  async parties(
    { server, ...rest }: Definition,
    secret?: string,
  ): Promise<{ readonly server: AuthorizationServer; readonly client: Client }> {
    const found = await this.servers.get(server, NEVER);
    return { server: found, client: configuredClient(rest, secretFrom(secret), found) };
  }

  /** Signs in by the code flow. @param visit what the person does at the page that is opened */
  async authorize(
    wanted: Definition,
    visit: (url: string) => unknown,
    { secret, receiver, clock = REAL_CLOCK, signal = NEVER, client }: AuthorizeOptions = {},
  ): Promise<TokenSet> {
    const server = await this.servers.get(wanted.server, NEVER);
    const browser: Browser = {
      open: async (url) => {
        this.opened.push(url);
        await visit(url);
      },
    };
    return authorizationCodeFlow(
      {
        server,
        client: client ?? configuredClient(wanted, secretFrom(secret), server),
        wanted,
        receiver: receiver ?? (await openLoopback()),
      },
      { ...this.ports, clock, browser },
      signal,
    );
  }
}

export interface AuthorizeOptions {
  readonly secret?: string | undefined;
  readonly receiver?: CallbackListener;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly client?: Client;
}

/** What the provider's person does at a page. */
export function person(
  { account }: RunningProvider,
  decision: 'allow' | 'refuse' = 'allow',
): (url: string) => Promise<void> {
  return (url) => signInByForms(url, { ...account }, decision);
}

/** The failure of `attempt`, once it is certain that it tells none of `secrets`. */
export async function failureOf(
  attempt: Promise<unknown>,
  secrets: readonly string[] = [],
): Promise<{ failure: string; message: string }> {
  const error = await rejectionOf(attempt);
  assertReadable(error, secrets);
  const { failure, message } = error;
  return { failure, message };
}

/** The URL that the browser was handed last. */
export function lastOpened({ opened }: OAuthBench): URL {
  return new URL(opened.at(-1) ?? assert.fail('Nothing was opened'));
}

/** To be called in a `describe`: gives functions that start what ends after each test. */
export function oauthPerTest(): {
  readonly startProvider: (options?: AuthorizationServerOptions) => Promise<RunningProvider>;
  readonly openBench: () => OAuthBench;
} {
  const ended = endedAfterEach();
  return {
    startProvider: async (options) => {
      const provider = await startProvider(options);
      ended(() => provider.stop());
      return provider;
    },
    openBench: () => {
      const bench = new OAuthBench();
      ended(() => bench.http.dispose());
      return bench;
    },
  };
}
