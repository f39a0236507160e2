import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash, randomBytes } from 'node:crypto';
import type { Ended } from '../../ended.js';
import { signInByForms } from '../../sandbox/person.js';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import type { Connect } from '../../sandbox/connect/connect.js';
import type { Account } from '../../sandbox/interactions.js';

export interface CallOptions {
  readonly method?: string;
  /** An API key. */
  readonly key?: string;
  /** An access token. */
  readonly token?: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer of the server. Its body must not be shown where it holds tokens. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined: no JSON. */
  readonly body: unknown;
}

/** Calls a server. @param path below its base path */
export function call(connect: Connect, path: string, options: CallOptions = {}): Promise<Answer> {
  return callUrl(`${connect.url}${path}`, connect.ca, options);
}

/** Calls the API of a server. @param path below `/__api__` */
export function api(connect: Connect, path: string, options: CallOptions = {}): Promise<Answer> {
  return call(connect, `/__api__${path}`, options);
}

async function callUrl(url: string, ca: string | undefined, options: CallOptions): Promise<Answer> {
  const { key, token, json, form } = options;
  const credential = key === undefined ? token && `Bearer ${token}` : `Key ${key}`;
  const response = await loopbackFetch(url, {
    method: options.method ?? (json === undefined && form === undefined ? 'GET' : 'POST'),
    headers: {
      ...(credential === undefined ? {} : { authorization: credential }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    body: form ? new URLSearchParams(form) : json === undefined ? undefined : JSON.stringify(json),
    ca,
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as unknown) : undefined,
  };
}

/** A member of an object that came as JSON. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

export function text(value: unknown, name: string): string {
  const found = member(value, name);
  if (typeof found !== 'string') throw new Error(`The answer has no text ${name}`);
  return found;
}

/** The elements of a list that came as JSON. */
export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('The answer is not a list');
  return value as unknown[];
}

/** Status and code of a refusal in Connect's format. */
export function refusal({ status, body }: Answer): readonly unknown[] {
  return [status, member(body, 'code')];
}

/** Status and error of a refusal of the authorization server. */
export function oauthRefusal({ status, body }: Answer): readonly unknown[] {
  return [status, member(body, 'error')];
}

export interface Registration {
  readonly client_name: string;
  readonly redirect_uris: readonly string[];
}

/** Registers a public client, as rsconnect-python does. */
export function register(connect: Connect, metadata: Partial<Registration> = {}, headers: Record<string, string> = {}) {
  const json = {
    client_name: 'Test',
    redirect_uris: ['http://127.0.0.1/callback'],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    response_types: ['code'],
    ...metadata,
  };
  return call(connect, '/oauth/v1/register', { json, headers });
}

export async function registeredClient(connect: Connect): Promise<string> {
  return text((await register(connect)).body, 'client_id');
}

/** What the browser brings back to a client's listener, and what the client needs to redeem it. */
export interface AuthorizationAnswer {
  readonly response: URLSearchParams;
  readonly redirectUri: string;
  readonly verifier: string;
}

/** Signs in by the code flow with PKCE, up to the answer that a client's listener gets. */
export async function authorize(
  connect: Connect,
  ended: Ended,
  clientId: string,
  account: Account,
  decision: 'allow' | 'refuse' = 'allow',
): Promise<AuthorizationAnswer> {
  const listener = http.createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  ended(() => listener.close());
  const redirectUri = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/callback`;
  const answered = new Promise<URLSearchParams>((resolve) => {
    listener.on('request', (request, response) => {
      resolve(new URL(request.url ?? '', redirectUri).searchParams);
      response.end('Done');
    });
  });
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL(`${connect.url}/oauth/v1/authorize`);
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'the-state',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  await signInByForms(url.href, account, decision, connect.ca);
  return { response: await answered, redirectUri, verifier };
}

/** Redeems a code. @param changes parameters to replace */
export function redeem(
  connect: Connect,
  clientId: string,
  { response, redirectUri, verifier }: AuthorizationAnswer,
  changes: Readonly<Record<string, string>> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const code = response.get('code') ?? '';
  return token(
    connect,
    {
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...changes,
    },
    headers,
  );
}

/** Asks the token endpoint. */
export function token(
  connect: Connect,
  form: Readonly<Record<string, string>>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return call(connect, '/oauth/v1/token', { form, headers });
}

export interface SignedIn {
  readonly clientId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Signs in by the code flow. */
export async function signIn(connect: Connect, ended: Ended, account: Account): Promise<SignedIn> {
  const clientId = await registeredClient(connect);
  const { body } = await redeem(connect, clientId, await authorize(connect, ended, clientId, account));
  return { clientId, accessToken: text(body, 'access_token'), refreshToken: text(body, 'refresh_token') };
}
