import { request as startRequest, type IncomingMessage } from 'node:http';
import { isLoopback, LOOPBACK_ADDRESS_TIMEOUT } from '../core/address.js';
import { CredentialError } from '../core/errors.js';
import type { HttpClient, HttpRequest, HttpResponse, JsonResponse, PostOptions } from '../core/httpClient.js';
import { jsonResponse, MAX_BODY_SIZE, postRequest } from './json.js';

/**
 * JSON over plain HTTP to a server on this machine, where there is neither TLS nor a proxy. It uses Node's own client: a
 * command that is run again and again would spend a third of its time on loading undici. It follows no redirect. Only the
 * caller's signal limits the time.
 */
export class LoopbackHttpClient implements Pick<HttpClient, 'postJson' | 'send'> {
  static canReach(url: string): boolean {
    return URL.canParse(url) && new URL(url).protocol === 'http:' && isLoopback(new URL(url).hostname);
  }

  async postJson(url: string, body: unknown, { headers, signal }: PostOptions): Promise<JsonResponse> {
    const response = await this.send(url, { ...postRequest(body, headers), signal });
    return jsonResponse(response, new URL(url), headers);
  }

  async send(url: string, request: HttpRequest): Promise<HttpResponse> {
    try {
      return await send(new URL(url), request);
    } catch (cause) {
      request.signal.throwIfAborted();
      throw cause instanceof CredentialError
        ? cause
        : new CredentialError('network', 'A server on this machine does not answer', { cause });
    }
  }
}

function send(target: URL, { method, headers, body, signal }: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    // Without an agent, the connection ends with the answer.
    const connection = { agent: false, autoSelectFamilyAttemptTimeout: LOOPBACK_ADDRESS_TIMEOUT } as const;
    startRequest(target, { method, headers, signal, ...connection })
      .on('error', reject)
      .on('response', (response) => void read(response).then(resolve, reject))
      .end(body);
  });
}

async function read(response: IncomingMessage): Promise<HttpResponse> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BODY_SIZE) {
      throw new CredentialError('protocol', 'The answer of a server on this machine is too large');
    }
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}
