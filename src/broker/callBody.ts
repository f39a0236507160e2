import type { IncomingMessage } from 'node:http';
import type { Method } from '../workbench/wire.js';
import { isRecord } from '../workbench/wireValues.js';
import * as messages from './messages.js';
import type { Refusal } from './guard.js';

/** Bytes of a body at most: a call holds a method's name and an Integration ID. */
export const MAX_BODY_SIZE = 16 * 1024;

/** What a call is given, each value unchecked. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Reads the parameters of a call for `method` out of a request's body, which says the method again. */
export async function readCall(
  request: IncomingMessage,
  method: Method,
): Promise<{ readonly parameters: Parameters } | { readonly refusal: Refusal }> {
  const body = await readBody(request);
  if (body === undefined) {
    return { refusal: { status: 413, error: messages.tooLarge(MAX_BODY_SIZE) } };
  }
  const call = parse(body);
  // Python names the method with a leading slash.
  if (!call || ![method, `/${method}`].some((name) => name === call['method'])) {
    return { refusal: { status: 400, error: messages.notCall() } };
  }
  // R sends an empty list where there are no parameters.
  return { parameters: isRecord(call['kwparams']) ? call['kwparams'] : {} };
}

/** @returns `undefined` if it is too large, of which no more is read than that takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_SIZE) {
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const incoming: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY_SIZE) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(body: Buffer): Parameters | undefined {
  try {
    const call: unknown = JSON.parse(body.toString());
    return isRecord(call) ? call : undefined;
  } catch {
    return undefined;
  }
}
