import type { IncomingHttpHeaders } from 'node:http';
import { withoutViewerCookies } from './entrance.js';

/** The headers that tell content on Posit Connect who its viewer is. Only the proxy may send them. */
const VIEWER_HEADERS = ['posit-connect-user-session-token', 'rstudio-connect-credentials', 'shiny-server-credentials'];

/** They are meant for the proxy alone (RFC 9110, section 7.6.1). Node has answered `Expect` already. */
const OWN_HEADERS = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'expect'];

/** They say where the body ends: without them, a body would be read as the next request. */
const FRAMING_HEADERS = ['content-length', 'transfer-encoding'];

/**
 * The headers of a request as the app gets them, but for the viewer's. `Host` and `Origin` are the app's own: frameworks
 * compare them, and make addresses of them.
 */
export function headersForApp(headers: IncomingHttpHeaders, app: URL): IncomingHttpHeaders {
  const tokens = connectionTokens(headers);
  const dropped = new Set([
    ...tokens.filter((name) => !FRAMING_HEADERS.includes(name)),
    ...OWN_HEADERS,
    ...VIEWER_HEADERS,
  ]);
  // Of several header lines, Node has made one value. WSGI and R take `_` for `-`.
  const kept = Object.entries(headers).filter(
    ([name]) => !dropped.has(name) && !VIEWER_HEADERS.includes(name.replaceAll('_', '-')),
  );
  const passed: IncomingHttpHeaders = { ...Object.fromEntries(kept), host: app.host };
  if (passed.origin !== undefined) {
    passed.origin = app.origin;
  }
  if (passed.cookie !== undefined) {
    passed.cookie = withoutViewerCookies(passed.cookie);
    if (passed.cookie === '') {
      delete passed.cookie;
    }
  }
  // The library repeats it in the answer, so that the browser's wish counts there.
  return tokens.includes('close') ? { ...passed, connection: 'close' } : passed;
}

/** The same for a request that asks for a WebSocket; its protocols and extensions are up to the app. */
export function upgradeHeadersForApp(headers: IncomingHttpHeaders, app: URL): IncomingHttpHeaders {
  return { ...headersForApp(headers, app), connection: 'Upgrade', upgrade: 'websocket' };
}

/** What the app says of its connection does not hold for that of the browser. */
export function dropConnectionHeaders(headers: IncomingHttpHeaders): void {
  delete headers.connection;
  delete headers['keep-alive'];
}

/** The address to which the app redirects the browser: without the app's own host and port, so that it holds at the proxy. */
export function redirectedTo(location: string, app: URL): string {
  let url: URL;
  try {
    url = new URL(location, app);
  } catch {
    return location;
  }
  const own = ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0'];
  const isAbsolute = /^([a-z][a-z\d+.-]*:|[\\/]{2})/i.test(location);
  const isOwn = url.protocol === app.protocol && url.port === app.port && own.includes(url.hostname);
  // A path that begins with two slashes would be another host.
  return isAbsolute && isOwn ? url.pathname.replace(/^\/+/, '/') + url.search + url.hash : location;
}

function connectionTokens({ connection = '' }: IncomingHttpHeaders): readonly string[] {
  return connection
    .toLowerCase()
    .split(',')
    .map((token) => token.trim());
}
