import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { InvalidTarget } from 'oidc-provider/lib/helpers/errors.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import { codeConfirmationPage, codeEntryPage, deviceSignedInPage } from './devicePages.js';
import { pageHeaders, renderPage, type Page } from './html.js';
import { withInteractions, type Account } from './interactions.js';
import { createLocalClients, metadataOf, type LocalClients } from './localClients.js';
import { LoopbackListener } from './loopbackListener.js';
import { baseConfiguration } from './provider.js';
import { ProviderJournal, type ProviderRequest } from './providerJournal.js';

const ACCOUNT: Account = { login: 'analyst', password: 'sandbox-demo' };
const SCOPES = ['openid', 'offline_access', 'reports:read', 'reports:write'];

export interface AuthorizationServerOptions {
  /** Who can sign in besides its own account. */
  accounts?: readonly Account[];
  /** 0 (default) picks a free one. */
  port?: number;
  /**
   * The issuer's host (default `localhost`). An editor in a browser leads that name, and 127.0.0.1, through itself: a
   * provider that is to be opened from there needs another address of loopback, such as 127.0.0.2.
   */
  host?: string;
  /** Whether it registers clients dynamically (default true). */
  registration?: boolean;
  /** The redirect URIs of the client `exact`, which are compared character by character. */
  exactRedirectUris?: readonly string[];
  /** Whether that client may use device codes (default true). */
  exactClientGetsDeviceCodes?: boolean;
  /** Whether it offers device codes (default true). */
  deviceFlow?: boolean;
  /** Whether it revokes tokens (default true). */
  revocation?: boolean;
  /** Whether each refresh brings another refresh token, and spends the old one (default true). */
  rotation?: boolean;
  /** Whether people's clients get refresh tokens (default true). */
  refreshTokens?: boolean;
  /** Milliseconds that an access token lives, rounded up to seconds (default: 10 minutes). */
  accessTokenLifetime?: number;
  /** Milliseconds that a device code lives, rounded up to seconds (default: 10 minutes). */
  deviceCodeLifetime?: number;
}

/** An OAuth 2.0 and OpenID Connect provider on this machine, with a client of each kind, and one account. */
export interface RunningProvider {
  readonly issuer: string;
  readonly account: Account;
  readonly clients: LocalClients;
  /** The resource that tokens can be asked for (RFC 8707); they are then self-contained. */
  readonly resource: string;
  /** Every request, oldest first. */
  readonly requests: readonly ProviderRequest[];
  /** Every secret that it has ever issued, and those of its clients. */
  readonly secrets: readonly string[];
  /** The tokens that clients have asked it to revoke, with success. */
  readonly revoked: readonly string[];
  /** How often a refresh token has been exchanged with success. */
  readonly refreshes: number;
  /** Whether a token is one of its own, and still good. */
  isActive(token: string): Promise<boolean>;
  /** Closes its listener and connections, keeping state and port; `resume` listens on the same port again. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a provider; it listens on loopback only. Rejects with the system's error, such as EADDRINUSE. */
export async function startProvider(options: AuthorizationServerOptions = {}): Promise<RunningProvider> {
  const host = options.host ?? 'localhost';
  const listener = new LoopbackListener(options.port ?? 0, undefined, [host]);
  await listener.open();
  // Not the address of the editor: a browser keeps cookies by host, whatever the port.
  const issuer = `http://${host}:${listener.port}`;
  const resource = `${issuer}/reports`;
  const clients = createLocalClients();
  const provider = new Provider(issuer, configuration(options, clients, resource));
  const journal = new ProviderJournal(provider);
  listener.serve(withInteractions(provider, accountsOf(options)));
  return {
    ...{ issuer, account: ACCOUNT, clients, resource },
    requests: journal.requests,
    get secrets() {
      const ofClients = Object.values(clients).map(({ secret }: { secret?: string }) => secret);
      return [...journal.secrets, ...ofClients].filter((secret) => secret !== undefined);
    },
    get revoked() {
      return journal.succeeded('revocation').map(({ parameters }) => String(parameters['token']));
    },
    get refreshes() {
      return journal.succeeded('token', 'refresh_token').length;
    },
    isActive: async (token) => {
      const found = (await provider.AccessToken.find(token)) ?? (await provider.RefreshToken.find(token));
      return found?.isValid ?? false;
    },
    suspend: () => listener.close(),
    resume: () => listener.open(),
    stop: () => listener.close(),
  };
}

function accountsOf({ accounts = [] }: AuthorizationServerOptions): readonly Account[] {
  return [ACCOUNT, ...accounts];
}

function configuration(options: AuthorizationServerOptions, clients: LocalClients, resource: string): Configuration {
  const { registration = true, deviceFlow = true, revocation = true, rotation = true } = options;
  const base = baseConfiguration(accountsOf(options), options.accessTokenLifetime ?? 10 * 60_000);
  return {
    ...base,
    clients: metadataOf(clients, deviceFlow, options),
    scopes: SCOPES,
    pkce: { required: (_context, client) => client.clientId !== clients.withoutPkce.id },
    rotateRefreshToken: rotation,
    ...(options.refreshTokens === false ? { issueRefreshToken: () => false } : {}),
    ttl: {
      ...base.ttl,
      DeviceCode: Math.ceil((options.deviceCodeLifetime ?? 10 * 60_000) / 1000),
      ClientCredentials: 600,
    },
    features: {
      ...base.features,
      clientCredentials: { enabled: true },
      revocation: { ...base.features?.revocation, enabled: revocation },
      registration: { enabled: registration, issueRegistrationAccessToken: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, indicator) => {
          if (indicator !== resource) throw new InvalidTarget();
          return { scope: 'reports:read reports:write', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } };
        },
      },
      deviceFlow: {
        enabled: deviceFlow,
        userCodeInputSource: (context, form, _out, error) => {
          show(context, codeEntryPage(form, error && 'That is not a code which waits to be entered.'));
        },
        userCodeConfirmSource: (context, form, client, _device, userCode) => {
          show(context, codeConfirmationPage(form, client.clientName ?? client.clientId, userCode));
        },
        successSource: (context) => {
          const client = context.oidc.client;
          show(context, deviceSignedInPage(client?.clientName ?? client?.clientId ?? ''));
        },
      },
    },
  };
}

function show(context: KoaContextWithOIDC, page: Page): void {
  context.status = page.status;
  context.set(pageHeaders(page));
  context.body = renderPage(page);
}
