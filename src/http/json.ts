import type { HttpRequest, HttpResponse, JsonResponse, PostOptions } from '../core/httpClient.js';
import { redact } from '../core/redaction.js';
import { parseRetryAfter } from '../core/retryAfter.js';
import { revealed, Secret } from '../core/secret.js';

/** Largest response body, in bytes. */
export const MAX_BODY_SIZE = 8 * 1024 * 1024;

/** Largest plain text, in bytes, that is used as an error message. */
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
 * Reads a response as JSON. Secrets from the request's headers are redacted, since an error text that repeats one would be
 * shown and logged.
 */
export function jsonResponse(response: HttpResponse, url: URL, headers: PostOptions['headers']): JsonResponse {
  const secrets = Object.values(headers).filter((value) => value instanceof Secret);
  const redacted = (text: string) => redact(text, secrets);
  const retryAfter = parseRetryAfter(response.headers['retry-after'], Date.now());
  const json = parseJson(response.body, redacted);
  return {
    status: response.status,
    json,
    ...(json === undefined ? otherBody(response, redacted) : {}),
    received: redacted(summaryOf(response, url)),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** Describes a body that is not JSON. */
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

/** Parses a body as JSON; `undefined` if it is not JSON or not valid UTF-8. Skips a byte order mark. */
function parseJson(bytes: Uint8Array, redacted: (text: string) => string): unknown {
  try {
    return JSON.parse(redacted(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Describes a response for the log. Only the host of a redirect's target is included: its query may contain anything. */
function summaryOf({ status, headers, body }: HttpResponse, url: URL): string {
  const type = String(headers['content-type'] ?? 'no type');
  const location = typeof headers['location'] === 'string' ? headers['location'] : undefined;
  const target =
    location !== undefined && URL.canParse(location, url.href) ? [`to ${new URL(location, url).host}`] : [];
  return [`HTTP ${status}`, type, `${body.length} bytes`, ...target].join(', ');
}
