import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import { codeConfirmationPage, codeEntryPage, deviceSignedInPage } from '../devicePages.js';
import { pageHeaders, renderPage, type Page } from '../html.js';
import { readBody } from '../httpBody.js';
import { withInteractions } from '../interactions.js';
import { baseConfiguration } from '../provider.js';
import { ProviderJournal } from '../providerJournal.js';
import type { AffinityCookies } from './affinity.js';
import type { ApiKeys } from './callers.js';
import type { Features } from './features.js';
import { RegisteredClients } from './registeredClients.js';
import { clientIdOf, isRegistrationError, readRegistration } from './registration.js';
import { replayed } from './replayedRequest.js';
import { isObject } from './router.js';
import { exchangeIdentityToken, TOKEN_EXCHANGE, type ServicePrincipal } from './tokenExchange.js';
import { userByLogin, users, type User } from './users.js';

const METADATA_PATH = '/.well-known/oauth-authorization-server';
const AUTHORIZATION_PATH = '/oauth/v1/authorize';
const REGISTRATION_PATH = '/oauth/v1/register';
const TOKEN_PATH = '/oauth/v1/token';

const DEVICE_PATH = '/oauth/v1/device_authorization';
/** What a client gets that asks for no scope (RFC 6749, section 3.3), as Connect's do: oidc-provider wants one. */
const DEFAULT_SCOPE = 'connect';
/** Grants that end a flow which this client began. */
const FLOW_GRANTS = ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'];

export interface AuthorizationOptions {
  /** The server's address, with its base path. */
  readonly issuer: string;
  readonly features: Features;
  readonly keys: ApiKeys;
  readonly principals: readonly ServicePrincipal[];
  /** Redirect URIs that clients may register, besides those of loopback. */
  readonly allowedRedirectUris: readonly string[];
  /** Whether identity tokens are exchanged. */
  readonly tokenExchange: boolean;
  /** Whether there is an endpoint that revokes tokens. */
  readonly revocation: boolean;
  /** Milliseconds. */
  readonly accessTokenLifetime: number;
  /** Milliseconds. */
  readonly deviceCodeLifetime: number;
  /** Of a cluster whose nodes each know their own flows; undefined: one server. */
  readonly affinity: AffinityCookies | undefined;
}

/** A request with an `url` below the server's base path; with the base path it is the `originalUrl`, as in Express. */
export type MountedRequest = IncomingMessage & { originalUrl: string };

/** The OAuth 2.1 authorization server of a Connect. */
export class AuthorizationServer {
  readonly clients: RegisteredClients;
  readonly journal: ProviderJournal;
  readonly #provider: Provider;
  readonly #answer: RequestListener;

  constructor(private readonly options: AuthorizationOptions) {
    const adapter = createMemoryAdapter();
    const provider = new Provider(options.issuer, { ...configuration(options), adapter });
    this.#provider = provider;
    this.clients = new RegisteredClients(provider, adapter('Client'));
    this.journal = new ProviderJournal(provider);
    provider.use(async (context, next) => {
      await next();
      if (context.path === METADATA_PATH && isObject(context.body)) context.body = this.#metadata(context.body);
    });
    this.#answer = withInteractions(provider, Object.values(users));
  }

  /** Whether a request is for this part of the server. @param path below the server's base path */
  has(path: string): boolean {
    return path === METADATA_PATH || path.startsWith('/oauth/v1/') || path.startsWith('/interaction/');
  }

  async answer(request: MountedRequest, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0];
    if (request.method === 'POST' && path === TOKEN_PATH) await this.#token(request, response);
    else if (request.method === 'POST' && path === DEVICE_PATH) await this.#startDevice(request, response);
    else if (request.method === 'POST' && path === REGISTRATION_PATH) await this.#register(request, response);
    else this.#answer(path === AUTHORIZATION_PATH ? withScope(request) : request, response);
  }

  async #startDevice(request: MountedRequest, response: ServerResponse): Promise<void> {
    if (!this.#isAtItsNode(request)) {
      otherNode(response);
      return;
    }
    const form = new URLSearchParams(await readBody(request));
    if (!form.has('scope')) form.set('scope', DEFAULT_SCOPE);
    this.#answer(passOn(request, form.toString()), response);
  }

  /** The user to whom an access token was issued, while it is valid. */
  async userOf(token: string): Promise<User | undefined> {
    const found = await this.#provider.AccessToken.find(token);
    return found?.isValid ? userByLogin(found.accountId) : undefined;
  }

  /** An identity token comes without a client, which oidc-provider would refuse. */
  async #token(request: MountedRequest, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const form = new URLSearchParams(body);
    if (this.options.tokenExchange && form.get('grant_type') === TOKEN_EXCHANGE) {
      const { status, body: answer } = await exchangeIdentityToken(form, this.options.principals, this.options.keys);
      sendJson(response, status, answer);
    } else if (FLOW_GRANTS.includes(form.get('grant_type') ?? '') && !this.#isAtItsNode(request)) {
      otherNode(response);
    } else {
      this.#answer(passOn(request, body), response);
    }
  }

  #isAtItsNode(request: IncomingMessage): boolean {
    return this.options.affinity?.isIn(request) !== false;
  }

  async #register(request: MountedRequest, response: ServerResponse): Promise<void> {
    if (!this.#isAtItsNode(request)) {
      otherNode(response);
      return;
    }
    const metadata = readRegistration(await readBody(request), this.options.allowedRedirectUris);
    if (isRegistrationError(metadata)) sendJson(response, 400, metadata);
    else this.#answer(passOn(request, JSON.stringify(metadata)), response);
  }

  /** What Connect's own metadata has (RFC 8414). */
  #metadata(all: Readonly<Record<string, unknown>>): object {
    const exchange = this.options.tokenExchange ? [TOKEN_EXCHANGE] : [];
    return {
      ...Object.fromEntries(METADATA_MEMBERS.filter((name) => name in all).map((name) => [name, all[name]])),
      grant_types_supported: [all['grant_types_supported'], exchange].flat(),
      response_types_supported: ['code'],
      token_endpoint_auth_methods_supported: ['none'],
    };
  }
}

const METADATA_MEMBERS = [
  ...['issuer', 'authorization_endpoint', 'token_endpoint', 'registration_endpoint', 'device_authorization_endpoint'],
  ...['revocation_endpoint', 'code_challenge_methods_supported', 'authorization_response_iss_parameter_supported'],
];

function configuration(options: AuthorizationOptions): Configuration {
  const base = baseConfiguration(Object.values(users), options.accessTokenLifetime);
  const { pathname } = new URL(options.issuer);
  const mountPath = pathname === '/' ? '' : pathname;
  return {
    ...base,
    clients: [],
    responseTypes: ['code'],
    scopes: [DEFAULT_SCOPE],
    pkce: { required: () => true },
    routes: {
      authorization: AUTHORIZATION_PATH,
      token: TOKEN_PATH,
      registration: REGISTRATION_PATH,
      revocation: '/oauth/v1/revoke',
      device_authorization: DEVICE_PATH,
      code_verification: '/oauth/v1/device',
    },
    cookies: {
      ...base.cookies,
      // Another provider on the same host has cookies of its own.
      names: { session: 'connect_session', interaction: 'connect_interaction', resume: 'connect_resume' },
    },
    interactions: { url: (_context, interaction) => `${mountPath}/interaction/${interaction.uid}` },
    ttl: { ...base.ttl, DeviceCode: Math.ceil(options.deviceCodeLifetime / 1000) },
    features: {
      ...base.features,
      userinfo: { enabled: false },
      revocation: { ...base.features?.revocation, enabled: options.revocation },
      registration: {
        enabled: true,
        issueRegistrationAccessToken: false,
        idFactory: (context) => clientIdOf(context.oidc.body),
      },
      deviceFlow: {
        enabled: options.features.deviceCodes,
        userCodeInputSource: (context, form, _out, error) => {
          show(context, codeEntryPage(form, error && 'This code is not valid. Check it and try again.'));
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

function withScope(request: MountedRequest): MountedRequest {
  const { url = '', originalUrl } = request;
  if (new URL(url, 'http://localhost').searchParams.has('scope')) return request;
  const scope = `${url.includes('?') ? '&' : '?'}scope=${DEFAULT_SCOPE}`;
  return Object.assign(request, { url: `${url}${scope}`, originalUrl: `${originalUrl}${scope}` });
}

function passOn(request: MountedRequest, body: string): IncomingMessage {
  return Object.assign(replayed(request, body), { originalUrl: request.originalUrl });
}

function otherNode(response: ServerResponse): void {
  const description = 'Another node of this cluster handles this flow. Send its cookie back.';
  sendJson(response, 400, { error: 'invalid_request', error_description: description });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
