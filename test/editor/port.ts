import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

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

/** A port of 127.0.0.1 at which nothing listens now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
