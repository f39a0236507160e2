import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * What Node itself can do: a server that reads a request's body and answers with a fixed token. In a process of its own, as
 * the broker is. Started by `broker.ts`.
 */

const body = Buffer.from(
  JSON.stringify({ access_token: 'x'.repeat(43), expiry: '2099-01-01T00:00:00Z', extra: { scope: 'openid' } }),
);

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  });
}).listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('disconnect', () => {
  server.close();
  server.closeAllConnections();
});
