import { createHash, randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readBody } from '../httpBody.js';
import type { Answer, ProviderScript } from './script.js';

/** A client that is registered at a scripted provider. */
export interface ScriptedClient {
  readonly id: string;
  readonly secret: string | undefined;
  readonly redirectUri: string;
}

interface Authorization {
  readonly parameters: URLSearchParams;
  readonly scope: string;
}

/**
 * A real HTTP server on 127.0.0.1 that compares and answers as a provider's documentation describes. What it refuses is
 * noted in `refusals`.
 */
export class ScriptedProvider {
  readonly #server = http.createServer((request, response) => void this.#respond(request, response));
  readonly #codes = new Map<string, Authorization>();
  readonly #refreshTokens = new Map<string, Authorization>();
  /** All access and refresh tokens and codes that it has issued. */
  readonly issued: string[] = [];
  readonly accessTokens: string[] = [];
  readonly revoked: string[] = [];
  readonly refusals: string[] = [];
  refreshes = 0;
  /** Its answer to each refresh from now on, in place of tokens. */
  refreshError: Answer | undefined;
  /** Whether the user has entered the device code. */
  isDeviceAllowed = false;
  #client: ScriptedClient | undefined;

  private constructor(private readonly script: ProviderScript) {}

  static async start(script: ProviderScript): Promise<ScriptedProvider> {
    const provider = new ScriptedProvider(script);
    provider.#server.listen(0, '127.0.0.1');
    await once(provider.#server, 'listening');
    return provider;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  register(client: ScriptedClient): void {
    this.#client = client;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.origin);
    const { paths, metadata } = this.script;
    if (request.method === 'GET' && url.pathname === paths.authorize) {
      this.#authorize(url.searchParams, response);
      return;
    }
    if (request.method === 'GET' && url.pathname === metadata?.path) {
      send(response, { body: this.#metadata() });
      return;
    }
    const form = new URLSearchParams(request.method === 'POST' ? await readBody(request) : '');
    const route = request.method === 'POST' ? url.pathname : undefined;
    if (route === paths.token) {
      send(response, this.#token(form, request.headers));
    } else if (route !== undefined && route === paths.device) {
      send(response, { body: this.script.deviceCode?.(this.origin) });
    } else if (route !== undefined && route === paths.revoke) {
      send(response, this.#revoke(form.get('token') ?? ''));
    } else {
      send(response, { status: 404, type: 'text/html', body: '<h1>Not found</h1>' });
    }
  }

  #metadata(): Readonly<Record<string, unknown>> {
    const { paths, metadata } = this.script;
    const { origin } = this;
    return {
      issuer: `${origin}${metadata?.issuer ?? ''}`,
      authorization_endpoint: `${origin}${paths.authorize}`,
      token_endpoint: `${origin}${paths.token}`,
      ...(paths.device === undefined ? {} : { device_authorization_endpoint: `${origin}${paths.device}` }),
      ...(paths.revoke === undefined ? {} : { revocation_endpoint: `${origin}${paths.revoke}` }),
      response_types_supported: ['code'],
      ...metadata?.members,
    };
  }

  /** Signs the user in at once, unless the request is not as documented. */
  #authorize(parameters: URLSearchParams, response: ServerResponse): void {
    const problem = this.#problemOfRequest(parameters);
    if (problem !== undefined) {
      this.refusals.push(problem);
      send(response, { status: 400, type: 'text/html', body: problem });
      return;
    }
    const code = this.#issue('code/+=&%');
    const scope = parameters.get(this.script.scopeParameter ?? 'scope') ?? '';
    this.#codes.set(code, { parameters, scope });
    const target = new URL(parameters.get('redirect_uri') ?? '');
    target.searchParams.set('code', code);
    target.searchParams.set('state', parameters.get('state') ?? '');
    if (this.script.metadata?.members['authorization_response_iss_parameter_supported'] === true) {
      target.searchParams.set('iss', `${this.origin}${this.script.metadata.issuer}`);
    }
    response.writeHead(302, { location: target.href }).end();
  }

  #problemOfRequest(parameters: URLSearchParams): string | undefined {
    const { required = {}, redirect } = this.script;
    const expected = {
      response_type: 'code',
      client_id: this.#client?.id,
      code_challenge_method: 'S256',
      ...required,
    };
    for (const [name, value] of Object.entries(expected)) {
      if (parameters.get(name) !== value) {
        return `${name} must be ${value ?? ''}`;
      }
    }
    const [asked, registered] = [parameters.get('redirect_uri') ?? '', this.#client?.redirectUri ?? ''];
    const isSame = redirect === 'exact' ? asked === registered : withoutPort(asked) === withoutPort(registered);
    return isSame ? undefined : `redirect_uri is ${asked}, but ${registered} is registered`;
  }

  #token(form: URLSearchParams, headers: IncomingMessage['headers']): Answer {
    if (!this.#isClient(form, headers.authorization)) {
      return this.#refuse(401, 'invalid_client');
    }
    const acceptsJson = headers.accept?.includes('application/json') === true;
    const grantType = form.get('grant_type');
    if (grantType === 'authorization_code') {
      return this.#redeem(form, acceptsJson);
    }
    if (grantType === 'refresh_token') {
      return this.#refresh(form.get('refresh_token') ?? '', acceptsJson);
    }
    if (grantType === 'urn:ietf:params:oauth:grant-type:device_code' && this.script.devicePending) {
      const authorization = { parameters: new URLSearchParams({ access_type: 'offline' }), scope: this.#deviceScope };
      return this.isDeviceAllowed ? this.#grant(authorization, false, acceptsJson) : this.script.devicePending;
    }
    return this.#refuse(400, 'unsupported_grant_type');
  }

  get #deviceScope(): string {
    return 'openid offline_access';
  }

  #isClient(form: URLSearchParams, authorization: string | undefined): boolean {
    const { id, secret } = this.#client ?? {};
    const { clientAuth } = this.script;
    if (secret === undefined) {
      return form.get('client_id') === id && authorization === undefined;
    }
    const basic = `Basic ${Buffer.from(`${id ?? ''}:${secret}`).toString('base64')}`;
    return authorization === undefined
      ? clientAuth.includes('client_secret_post') &&
          form.get('client_id') === id &&
          form.get('client_secret') === secret
      : clientAuth.includes('client_secret_basic') && authorization === basic;
  }

  #redeem(form: URLSearchParams, acceptsJson: boolean): Answer {
    const code = form.get('code') ?? '';
    const authorization = this.#codes.get(code);
    this.#codes.delete(code);
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight =
      authorization?.parameters.get('code_challenge') === verifier &&
      authorization.parameters.get('redirect_uri') === form.get('redirect_uri');
    return authorization && isRight
      ? this.#grant(authorization, false, acceptsJson)
      : this.#refuse(400, 'invalid_grant');
  }

  #refresh(refreshToken: string, acceptsJson: boolean): Answer {
    const authorization = this.#refreshTokens.get(refreshToken);
    if (this.refreshError) {
      return this.refreshError;
    }
    if (!authorization) {
      return this.#refuse(400, 'invalid_grant');
    }
    if (this.script.isRotating) {
      this.#refreshTokens.delete(refreshToken);
    }
    this.refreshes++;
    return this.#grant(authorization, true, acceptsJson);
  }

  #grant(authorization: Authorization, isRefresh: boolean, acceptsJson: boolean): Answer {
    const [accessToken, refreshToken] = [this.#issue('access'), this.#issue('refresh')];
    this.accessTokens.push(accessToken);
    this.#refreshTokens.set(refreshToken, authorization);
    return this.script.tokens({
      ...{ origin: this.origin, accessToken, refreshToken, isRefresh, acceptsJson },
      ...{ clientId: this.#client?.id ?? '', scope: authorization.scope, authorization: authorization.parameters },
      idToken: this.#idToken(authorization.parameters.get('nonce')),
    });
  }

  /** Not signed: the connection to the token endpoint vouches for it (OpenID Connect Core, section 3.1.3.7). */
  #idToken(nonce: string | null): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...{ iss: `${this.origin}${this.script.metadata?.issuer ?? ''}`, sub: 'user1', aud: this.#client?.id },
      ...{ iat: now, exp: now + 3_600, ...(nonce === null ? {} : { nonce }) },
    };
    const parts = [{ alg: 'RS256', typ: 'JWT' }, claims].map((each) =>
      Buffer.from(JSON.stringify(each)).toString('base64url'),
    );
    return [...parts, Buffer.from('not a signature').toString('base64url')].join('.');
  }

  #revoke(token: string): Answer {
    const { alreadyRevoked } = this.script;
    if (this.revoked.length > 0 && alreadyRevoked) {
      return alreadyRevoked;
    }
    this.revoked.push(token);
    return { body: {} };
  }

  #issue(kind: string): string {
    const secret = `${this.script.file}-${kind}-${randomUUID()}`;
    this.issued.push(secret);
    return secret;
  }

  #refuse(status: number, error: string): Answer {
    this.refusals.push(error);
    return { status, body: { error } };
  }
}

function withoutPort(uri: string): string {
  const url = new URL(uri);
  url.port = '';
  return url.href;
}

function send(response: ServerResponse, { status = 200, type, body }: Answer): void {
  const isText = typeof body === 'string';
  response
    .writeHead(status, { 'content-type': type ?? 'application/json; charset=utf-8' })
    .end(isText ? body : JSON.stringify(body));
}
