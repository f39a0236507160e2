import type { IncomingMessage } from 'node:http';

/** Bytes of a body at most, unless its handler allows more: calls hold little more than a method's name and an Integration ID. */
export const MAX_BODY_SIZE = 16 * 1024;

/** Reads a request's body. `undefined` if it is too large; then the rest is not read. Rejects if the connection is closed. */
export function readBody(request: IncomingMessage, maxSize = MAX_BODY_SIZE): Promise<Buffer | undefined> {
  // Events, since an asynchronous iterator costs a multiple of that.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxSize) {
        request.off('data', onData).pause();
        resolve(undefined);
        return;
      }
      chunks.push(chunk);
    };
    if (Number(request.headers['content-length'] ?? 0) > maxSize) {
      resolve(undefined);
      return;
    }
    request
      .on('data', onData)
      .on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
      .on('error', reject)
      .on('close', () => reject(new Error('The client closed the connection')));
  });
}
