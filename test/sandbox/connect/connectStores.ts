import { AffinityCookies } from './affinity.js';
import { ApiError, notFound } from './apiError.js';
import { AuthorizationServer, type AuthorizationOptions } from './authorization.js';
import { ApiKeys, identify } from './callers.js';
import { ConnectServer } from './connectServer.js';
import { ContentItems } from './content.js';
import { contentRoutes } from './contentRoutes.js';
import { ContentTokens } from './contentTokens.js';
import { credentialRoutes } from './credentialRoutes.js';
import type { Features } from './features.js';
import { integrationRoutes } from './integrationRoutes.js';
import { Integrations, type AuthTypeStyle } from './integrations.js';
import { IntegrationTokens } from './integrationTokens.js';
import type { ProviderAccess } from './providerClient.js';
import { Api } from './router.js';
import { serverRoutes } from './serverRoutes.js';
import { sessionRoutes } from './sessionRoutes.js';
import { Sessions } from './sessions.js';
import { WebPages } from './webPages.js';
import { WebSessions } from './webSessions.js';

export interface ConnectSettings extends Omit<AuthorizationOptions, 'issuer' | 'keys' | 'affinity'> {
  /** Of the server, without trailing slash. */
  readonly url: string;
  readonly authTypes: AuthTypeStyle;
  readonly cluster: boolean;
  /** The identity provider of integrations. */
  readonly access: ProviderAccess;
  readonly redirectUri: string;
}

/** Everything that a Connect knows, and the server that answers from it. */
export class ConnectStores {
  readonly keys = new ApiKeys();
  readonly content = new ContentItems();
  readonly contentTokens = new ContentTokens();
  readonly sessions = new Sessions();
  /** Values of secret fields of integrations. */
  readonly configSecrets = new Set<string>();
  readonly integrations: Integrations;
  readonly authorization: AuthorizationServer | undefined;
  readonly server: ConnectServer;

  constructor(settings: ConnectSettings) {
    const { features, url } = settings;
    const affinity = settings.cluster ? new AffinityCookies() : undefined;
    this.integrations = new Integrations(settings.authTypes, (secret) => this.configSecrets.add(secret));
    this.authorization = features.oauth
      ? new AuthorizationServer({ ...settings, issuer: url, keys: this.keys, affinity })
      : undefined;
    const tokens = new IntegrationTokens(this.sessions, settings.access, settings.redirectUri);
    this.server = new ConnectServer({
      basePath: basePathOf(url),
      api: this.#api(settings, tokens),
      pages: new WebPages({
        ...{ integrations: this.integrations, sessions: this.sessions, tokens, webSessions: new WebSessions() },
        isSecure: url.startsWith('https:'),
        available: features.licensed && features.integrationsEnabled,
      }),
      authorization: this.authorization,
      affinity,
    });
  }

  /** Every secret that the server has issued or received. */
  get secrets(): readonly string[] {
    const issued = this.authorization?.journal.secrets ?? [];
    return [...this.keys.all, ...this.contentTokens.all, ...this.configSecrets, ...issued];
  }

  #api({ features, url }: ConnectSettings, tokens: IntegrationTokens): Api {
    const { keys, content, integrations, sessions, contentTokens, authorization } = this;
    return new Api({
      routes: [
        ...serverRoutes(features, authorization?.clients),
        ...credentialRoutes({ keys, integrations, contentTokens, tokens }),
        ...integrationRoutes({ integrations, content, sessions }, (each) => tokens.ofServiceAccount(each)),
        ...sessionRoutes(sessions),
        ...contentRoutes(content, integrations, features, url),
      ],
      identify: (request) => identify(request, keys, async (token) => authorization?.userOf(token)),
      check: (path) => checkAvailable(features, path),
    });
  }
}

/** Refuses the routes of OAuth integrations where the server does not have them. */
function checkAvailable({ licensed, integrationsEnabled }: Features, path: string): void {
  if (!path.includes('/oauth/') || path.startsWith('/v1/oauth/clients')) return;
  if (!licensed) {
    throw new ApiError(402, 'OAuthIntegrationsNotLicensed', 'OAuth integrations are not included in the license.');
  }
  if (!integrationsEnabled) throw notFound();
}

function basePathOf(url: string): string {
  const { pathname } = new URL(url);
  return pathname === '/' ? '' : pathname;
}
