import { type ServerResponse, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import { type Page, render } from './page.js';

/** Answers with a page, and closes the connection: the rest of the request is not read. */
export function sendPage(page: Page, to: ServerResponse | Socket): void {
  const { headers, body } = render(page);
  if (!(to instanceof Socket)) {
    to.writeHead(page.status, headers).end(body);
    return;
  }
  // A connection that asked for a WebSocket has no response.
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${page.status} ${STATUS_CODES[page.status] ?? ''}`, ...lines].join('\r\n');
  to.end(`${head}\r\n\r\n${body}`, () => to.destroy());
}
