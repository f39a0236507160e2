import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { BrowserPages } from './browserPages.js';
import type { Rpc } from './rpc.js';

/** The Workbench's HTTP server: decides by path whether the session calls or the user's browser visits. @param basePath without trailing slash */
export function workbenchServer(rpc: Rpc, pages: BrowserPages, basePath: string): RequestListener {
  return (request, response) => {
    route(request, response, rpc, pages, basePath).catch(() => response.destroy());
  };
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  rpc: Rpc,
  pages: BrowserPages,
  basePath: string,
): Promise<void> {
  // Clients that don't strip a trailing slash of the server's address call `//oauth_token`.
  const target = (request.url ?? '').replace(/^[^?]*/, (path) => path.replace(/\/{2,}/g, '/'));
  const url = URL.canParse(target, 'http://localhost') ? new URL(target, 'http://localhost') : undefined;
  const page = url?.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length + 1) : undefined;
  if (!url || page === undefined || page.includes('/')) {
    response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ error: 'Not found' }));
  } else if (pages.has(request.method ?? '', page)) {
    await pages.answer(request, response, page, url);
  } else {
    await rpc.answer(request, response, page);
  }
}
