import type { HttpRequest, HttpResponse, JsonResponse, PostOptions } from '../core/httpClient.js';
import { redact } from '../core/redaction.js';
import { parseRetryAfter } from '../core/retryAfter.js';
import { revealed, Secret } from '../core/secret.js';

/** Bytes of a body that are read at most. */
export const MAX_BODY_SIZE = 8 * 1024 * 1024;

/** Bytes of a plain text that may be the reason for a failure. */
const MAX_TEXT_SIZE = 16 * 1024;

/** A request that posts JSON. */
export function postRequest(body: unknown, headers: PostOptions['headers']): Omit<HttpRequest, 'signal'> {
  return {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...revealed(headers) },
    body: JSON.stringify(body),
  };
}

/**
 * An answer to a request as JSON. The secrets among the headers of the request are redacted: an error text that repeats one
 * would be shown and logged.
 */
export function jsonResponse(answer: HttpResponse, url: URL, headers: PostOptions['headers']): JsonResponse {
  const secrets = Object.values(headers).filter((value) => value instanceof Secret);
  const redacted = (text: string) => redact(text, secrets);
  const retryAfter = parseRetryAfter(answer.headers['retry-after'], Date.now());
  const json = parseJson(answer.body, redacted);
  return {
    status: answer.status,
    json,
    ...(json === undefined ? otherBody(answer, redacted) : {}),
    received: redacted(received(answer, url)),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** What is known of a body that is not JSON. */
function otherBody(
  { headers, body }: HttpResponse,
  redacted: (text: string) => string,
): Pick<JsonResponse, 'notJson' | 'text'> {
  const type = String(headers['content-type'] ?? '');
  if (body.length === 0) {
    return { notJson: 'empty' };
  }
  const decoder = new TextDecoder();
  if (/\bx?html\b/i.test(type) || decoder.decode(body.subarray(0, 100)).trimStart().startsWith('<')) {
    return { notJson: 'page' };
  }
  const isText = /^text\/plain\b/i.test(type) && body.length <= MAX_TEXT_SIZE;
  return { notJson: 'broken', ...(isText ? { text: redacted(decoder.decode(body)) } : {}) };
}

/** The body as JSON; `undefined` if it is none. A byte order mark is passed over; invalid UTF-8 is no JSON. */
function parseJson(bytes: Uint8Array, redacted: (text: string) => string): unknown {
  try {
    return JSON.parse(redacted(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Of a redirect's target no more than the host: its query may hold anything. */
function received({ status, headers, body }: HttpResponse, url: URL): string {
  const type = String(headers['content-type'] ?? 'no type');
  const location = typeof headers['location'] === 'string' ? headers['location'] : undefined;
  const target =
    location !== undefined && URL.canParse(location, url.href) ? [`to ${new URL(location, url).host}`] : [];
  return [`HTTP ${status}`, type, `${body.length} bytes`, ...target].join(', ');
}
