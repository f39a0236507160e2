import { once } from 'node:events';
import { createServer } from 'node:net';

/** @throws Error that names the port of 127.0.0.1 when something else listens on it; 0 stands for any, and is free. */
export async function checkPort(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`Port ${port} of 127.0.0.1 can't be used; choose another one with --port.`, { cause: error });
  }
  server.close();
  await once(server, 'close');
}
