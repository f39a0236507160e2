import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http, { type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { loopbackFetch } from '../sandbox/loopbackFetch.js';
import { signInByForms } from '../sandbox/person.js';
import type { Sandbox } from '../sandbox/sandbox.js';

type Environment = Readonly<Record<string, string>>;

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export interface Call {
  kwparams?: unknown;
  httpMethod?: 'GET' | 'POST';
  /** What the body names as its method; default: the same as the path. */
  named?: string;
  /** Undefined: the cookie in the file. */
  cookie?: string | null;
  /** Put between the server's address and the method. */
  separator?: string;
  /** The body as it is sent. */
  text?: string;
  ca?: string;
}

/** Where a session's processes read the RPC cookie. */
export const cookieFile = (env: Environment) => path.join(env['PWB_SESSION_RUNTIME_DIR'] ?? '', 'rpc_cookie');

/** One RPC by plain HTTP, as the sandbox's clients do it. */
export async function rpc(env: Environment, method: string, call: Call = {}): Promise<Answer> {
  const cookie = call.cookie === undefined ? await readFile(cookieFile(env), 'utf8') : call.cookie;
  const text = call.text ?? JSON.stringify({ method: call.named ?? method, kwparams: call.kwparams ?? {} });
  const headers: OutgoingHttpHeaders = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  };
  if (cookie !== null) headers['X-RS-Session-Server-RPC-Cookie'] = cookie;
  const url = `${env['RS_SERVER_ADDRESS'] ?? ''}${call.separator ?? '/'}${method}`;
  const options = { method: call.httpMethod ?? 'POST', headers, agent: false, ca: call.ca };
  const request = url.startsWith('https:') ? https.request(url, options) : http.request(url, options);
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject).end(text);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
  return { status: response.statusCode ?? 0, body };
}

/** The text in one field of a 200 answer. */
export function textIn({ status, body }: Answer, field: string): string {
  const value = body[field];
  assert.equal(status, 200);
  // The answer itself may hold a token, and is not shown.
  if (typeof value !== 'string') assert.fail(`The answer has no ${field}: it has ${Object.keys(body).join(', ')}`);
  return value;
}

/** The ID of the integration that a user sees by this name. */
export function guidOf(sandbox: Sandbox, name: string): string {
  return sandbox.integrations.find((integration) => integration.name === name)?.guid ?? assert.fail(`No ${name}`);
}

/** Whether the sandbox holds a grant for this integration. */
export const isAuthenticated = (sandbox: Sandbox, name: string) =>
  sandbox.integrations.find((integration) => integration.name === name)?.authenticated;

/** Signs in as a person does, by the RPC and the pages that it leads to. */
export async function signIn(sandbox: Sandbox, name: string, decision: 'allow' | 'refuse' = 'allow'): Promise<void> {
  const answer = await rpc(sandbox.env, 'oauth_sign_in', { kwparams: { uuid: guidOf(sandbox, name) } });
  await signInByForms(textIn(answer, 'url'), sandbox.account, decision);
}

/** The access token that the session's code gets. */
export async function tokenOf(sandbox: Sandbox, name: string): Promise<string> {
  const answer = await rpc(sandbox.env, 'oauth_token', { kwparams: { uuid: guidOf(sandbox, name) } });
  return textIn(answer, 'access_token');
}

/** The status with which the provider's userinfo endpoint answers a token. */
export async function userinfoStatus(sandbox: Sandbox, token: string): Promise<number> {
  const discovery = await loopbackFetch(`${sandbox.provider}/.well-known/openid-configuration`);
  const { userinfo_endpoint: endpoint } = (await discovery.json()) as { userinfo_endpoint: string };
  return (await loopbackFetch(endpoint, { headers: { authorization: `Bearer ${token}` } })).status;
}
