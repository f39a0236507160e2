import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Finds a port of 127.0.0.1 to listen on.
 *
 * @param wanted the port that it has to be; 0 for any.
 * @throws Error that names the port when it is taken.
 */
export async function freePort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`Port ${wanted} of 127.0.0.1 can't be used; choose another one with --port.`, { cause: error });
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('A TCP server without a port.');
  }
  return address.port;
}
