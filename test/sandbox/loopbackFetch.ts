import http from 'node:http';
import https from 'node:https';

const TIME_LIMIT = 10_000;

export interface LoopbackRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: URLSearchParams | string | undefined;
  signal?: AbortSignal;
  /** PEM of the CA that has signed the server's certificate. */
  ca?: string | undefined;
}

/**
 * `fetch` that stays on this machine, follows no redirect, and keeps no connection open after the answer. Rejects for other
 * hosts, and after 10 seconds without an answer.
 */
export async function loopbackFetch(url: string | URL, request: LoopbackRequest = {}): Promise<Response> {
  const target = new URL(url);
  if (!/^(127\.\d+\.\d+\.\d+|localhost)$/.test(target.hostname)) throw new Error(`${target.host} is not this machine`);
  const body = request.body?.toString();
  const headers =
    request.body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
  const options: https.RequestOptions = {
    method: request.method ?? 'GET',
    headers: {
      ...headers,
      ...request.headers,
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    },
    agent: false,
    signal: request.signal ?? AbortSignal.timeout(TIME_LIMIT),
    ca: request.ca,
  };
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const outgoing = target.protocol === 'https:' ? https.request(target, options) : http.request(target, options);
    outgoing.on('response', resolve).on('error', reject).end(body);
  });
  return toResponse(answer);
}

async function toResponse(message: http.IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(message.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const content = Buffer.concat(chunks);
  return new Response(content.length > 0 ? content : null, { status: message.statusCode ?? 0, headers });
}
