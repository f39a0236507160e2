import { once } from 'node:events';
import { createServer } from 'node:net';

/** Whether a server can listen on a port of a loopback address now. Port 0 means any port. */
export async function canListen(address: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, address);
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
