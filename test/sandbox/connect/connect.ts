import { startProvider, type RunningProvider } from '../authorizationServer.js';
import { createCertificates } from '../certificates.js';
import type { Account } from '../interactions.js';
import { LoopbackListener } from '../loopbackListener.js';
import { callerOf } from './callers.js';
import type { ConnectInterceptor, ConnectRequest } from './connectServer.js';
import { ConnectStores } from './connectStores.js';
import { associate, type ContentInput } from './content.js';
import { featuresOf, type FeatureOptions } from './features.js';
import { integrationsAtStart, registerClients } from './integrationsAtStart.js';
import type { AuthTypeStyle, IntegrationInput } from './integrations.js';
import type { ServicePrincipal } from './tokenExchange.js';
import { roles, users, type Role } from './users.js';

/**
 * Where a browser finds the server and its identity provider: it keeps cookies by host, whatever the port. macOS has no
 * other addresses of loopback.
 */
const [CONNECT_HOST, PROVIDER_HOST] =
  process.platform === 'darwin' ? ['localhost', '127.0.0.1'] : ['127.0.0.5', '127.0.0.6'];

export interface ConnectOptions extends FeatureOptions {
  /** 0 (default) picks a free one. */
  readonly port?: number;
  /** For example '/connect-prod'. Default: none. */
  readonly basePath?: string;
  /** Serve over TLS, with a certificate that is signed by a private CA. */
  readonly tls?: boolean;
  /** Issuer of the identity provider that integrations lead to, which registers clients. Default: one of its own. */
  readonly provider?: string;
  /** Who may exchange an identity token for an API key. */
  readonly servicePrincipals?: readonly ServicePrincipal[];
  /** Redirect URIs that clients may register besides those of loopback, such as Workbench's. */
  readonly allowedRedirectUris?: readonly string[];
  /** Whether identity tokens are exchanged (default true). */
  readonly tokenExchange?: boolean;
  /** Whether the metadata has an endpoint that revokes tokens (default false, as Connect). */
  readonly revocation?: boolean;
  /** Milliseconds that an access token lives, rounded up to seconds (default: 10 minutes). */
  readonly accessTokenLifetime?: number;
  /** Milliseconds that a device code lives, rounded up to seconds (default: 10 minutes). */
  readonly deviceCodeLifetime?: number;
  /** Where integrations show their `auth_type` (default 'member'); older servers have it in `config` or not at all. */
  readonly authTypes?: AuthTypeStyle;
  /** A cluster: the calls of one flow must send back the affinity cookie that the first answer sets. */
  readonly cluster?: boolean;
}

/** A Posit Connect on this machine. */
export interface Connect {
  /** Without trailing slash. */
  readonly url: string;
  /** PEM of the CA that signed its certificate; undefined without TLS. */
  readonly ca: string | undefined;
  /** Issuer URL of the identity provider of its integrations; the server's own accounts can sign in there, too. */
  readonly provider: string;
  /** One account for each role. */
  readonly accounts: Readonly<Record<Role, Account>>;
  /** An API key of each of them. */
  readonly apiKeys: Readonly<Record<Role, string>>;
  /** Where identity providers send the browser back to. */
  readonly redirectUri: string;
  readonly integrations: readonly { guid: string; name: string | null; template: string; authType: string }[];
  readonly content: readonly { guid: string; name: string; owner: Role; integrations: readonly string[] }[];
  /** Every request, oldest first. */
  readonly requests: readonly ConnectRequest[];
  /** How often a refresh token has been exchanged with success. */
  readonly refreshes: number;
  /** Every secret that the server, or its own provider, has issued or received. */
  readonly secrets: readonly string[];
  /** Answers 503 to every request while true. */
  busy: boolean;

  /** Creates an integration as an administrator does. Returns its GUID. */
  addIntegration(input: IntegrationInput): string;
  /** Creates a content item. Returns its GUID. */
  addContent(input: ContentInput): string;
  /** Signs a user in to an integration; again: renews the session. Returns its GUID. Its tokens are good for nothing. */
  addSession(role: Role, integrationGuid: string, hasRefreshToken?: boolean): string;
  /** Replaces the associations of a content item. */
  associate(contentGuid: string, integrationGuids: readonly string[]): void;
  /** What the server gives to content that it runs: for a viewer, what comes with the viewer's requests. */
  sessionToken(contentGuid: string, viewer?: Role): string;
  /** Issues another API key. @param lifetime milliseconds */
  issueApiKey(role: Role, lifetime?: number): string;
  revokeApiKey(key: string): void;
  /** Makes the next requests answer with this instead (undefined: back to normal). */
  intercept(handler: ConnectInterceptor | undefined): void;
  /** Closes the listener and its connections, keeping state and port; `resume` listens on the same port again. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  /** Ends the server and its own provider. May be called again. */
  stop(): Promise<void>;
}

/** Starts a Connect; it listens on loopback only. Rejects, leaving nothing behind, when it can't, as with EADDRINUSE. */
export async function startConnect(options: ConnectOptions = {}): Promise<Connect> {
  const cleanups: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
  };
  try {
    const certificates = options.tls ? await createCertificates() : undefined;
    const listener = new LoopbackListener(options.port ?? 0, certificates?.server, ['localhost', CONNECT_HOST]);
    cleanups.push(() => listener.close());
    await listener.open();
    const ownProvider = options.provider === undefined ? await startOwnProvider(cleanups) : undefined;
    const issuer = options.provider ?? ownProvider?.issuer ?? '';
    const address = `${certificates ? 'https' : 'http'}://${CONNECT_HOST}:${listener.port}`;
    const url = `${address}${normalisePath(options.basePath ?? '')}`;
    const redirectUri = `${url}/__oauth__/integrations/callback`;
    const stores = await createStores(options, url, issuer, redirectUri);
    listener.serve(stores.server.listener);
    return toConnect(stores, ownProvider, {
      ...{ url, ca: certificates?.ca, provider: issuer, redirectUri },
      ...{ suspend: () => listener.close(), resume: () => listener.open(), stop },
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startOwnProvider(cleanups: (() => Promise<void>)[]): Promise<RunningProvider> {
  const provider = await startProvider({ host: PROVIDER_HOST, accounts: Object.values(users) });
  cleanups.push(() => provider.stop());
  return provider;
}

async function createStores(options: ConnectOptions, url: string, issuer: string, redirectUri: string) {
  const clients = await registerClients(issuer, redirectUri);
  const minutes = 60_000;
  const stores = new ConnectStores({
    ...{ url, redirectUri, access: clients.people, features: featuresOf(options) },
    authTypes: options.authTypes ?? 'member',
    cluster: options.cluster ?? false,
    principals: options.servicePrincipals ?? [],
    allowedRedirectUris: options.allowedRedirectUris ?? [],
    tokenExchange: options.tokenExchange ?? true,
    revocation: options.revocation ?? false,
    accessTokenLifetime: options.accessTokenLifetime ?? 10 * minutes,
    deviceCodeLifetime: options.deviceCodeLifetime ?? 10 * minutes,
  });
  integrationsAtStart(clients).forEach((each) => stores.integrations.create(each));
  return stores;
}

type FixedParts = Pick<Connect, 'url' | 'ca' | 'provider' | 'redirectUri' | 'suspend' | 'resume' | 'stop'>;

function toConnect(stores: ConnectStores, ownProvider: RunningProvider | undefined, fixed: FixedParts): Connect {
  const { keys, integrations, content, contentTokens, sessions, server, authorization } = stores;
  const everything = callerOf(users.administrator);
  const issueApiKey = (role: Role, lifetime?: number) => keys.issue(callerOf(users[role]), lifetime);
  return {
    ...fixed,
    accounts: users,
    apiKeys: Object.fromEntries(roles.map((role) => [role, issueApiKey(role)])) as Record<Role, string>,
    get integrations() {
      return integrations
        .listFor(everything)
        .map(({ guid, name, template, authType }) => ({ guid, name, template, authType }));
    },
    get content() {
      return content.listFor(everything).map(({ guid, name, owner, associations }) => ({
        ...{ guid, name, owner: owner.role, integrations: associations.map((each) => each.integrationGuid) },
      }));
    },
    requests: server.requests,
    get refreshes() {
      return authorization?.journal.succeeded('token', 'refresh_token').length ?? 0;
    },
    get secrets() {
      return [...stores.secrets, ...(ownProvider?.secrets ?? [])];
    },
    get busy() {
      return server.busy;
    },
    set busy(value: boolean) {
      server.busy = value;
    },
    addIntegration: (input) => integrations.create(input).guid,
    addContent: (input) => content.create(input).guid,
    addSession: (role, guid, hasRefreshToken = true) => {
      const refreshToken = hasRefreshToken ? 'no-token' : undefined;
      const tokens = { accessToken: 'no-token', idToken: undefined, refreshToken, expiresAt: Date.now() + 60 * 60_000 };
      return sessions.save(users[role], integrations.get(guid), tokens).guid;
    },
    associate: (guid, wanted) =>
      associate(
        content.getFor(everything, guid),
        wanted.map((each) => integrations.get(each)),
        true,
      ),
    sessionToken: (guid, viewer) => contentTokens.issue(content.getFor(everything, guid), viewer && users[viewer]),
    issueApiKey,
    revokeApiKey: (key) => keys.revoke(key),
    intercept: (handler) => (server.interceptor = handler),
  };
}

/** '' or a path that starts with a slash and does not end in one. */
function normalisePath(basePath: string): string {
  const segments = basePath.split('/').filter((segment) => segment !== '');
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
}
