import type { IncomingMessage } from 'node:http';

/** The body was longer than the server takes. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** A request's body as text. Throws `BodyTooLarge` beyond 64 KiB, and the socket's error when the client goes away. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const limit = 64 * 1024;
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early must not end the connection: the client is still owed an answer.
  const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
