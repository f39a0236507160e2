import type { IncomingMessage } from 'node:http';

/** Bytes of a body at most: calls hold little more than a method's name and an Integration ID. */
export const MAX_BODY_SIZE = 16 * 1024;

/** Reads a request's body. `undefined` if it is too large; then the rest is not read. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
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
