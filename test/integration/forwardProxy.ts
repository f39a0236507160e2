import { type HttpServerOptions, RequestError, Server } from 'proxy-chain';
import { endedAfterEach } from '../ended.js';

export interface ProxyOptions {
  /** Host names that only the proxy can resolve: they mean this machine. */
  readonly names?: readonly string[];
  /** Who may use it; others are answered with 407. Default: everybody. */
  readonly account?: { readonly user: string; readonly password: string };
  /** A status with which everybody is refused. */
  readonly refusal?: number;
  /** Makes the proxy itself speak TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A forward proxy on loopback, for plain requests (RFC 9110, section 7.6) and tunnels (section 9.3.6). */
export interface ForwardProxy {
  /** Without the account. */
  readonly url: string;
  readonly host: string;
  /** What it was asked for, oldest first, refused requests included: `tunnel host:port` or `plain host:port`. */
  readonly asked: readonly string[];
}

async function startForwardProxy(options: ProxyOptions): Promise<{ proxy: ForwardProxy; close: () => Promise<void> }> {
  const { names = [], account, refusal, tls } = options;
  const asked: string[] = [];
  const serverOptions: HttpServerOptions = {
    host: '127.0.0.1',
    port: 0,
    prepareRequestFunction: ({ request, isHttp, hostname, port, username, password }) => {
      asked.push(`${isHttp ? 'plain' : 'tunnel'} ${hostname}:${port}`);
      if (refusal !== undefined) throw new RequestError('This proxy refuses', refusal);
      // This is where proxy-chain connects to; what the server is told is in the headers.
      if (names.includes(hostname)) request.url = request.url?.replace(hostname, '127.0.0.1') ?? '';
      return {
        requestAuthentication: account !== undefined && !(username === account.user && password === account.password),
      };
    },
  };
  const server = new Server(tls ? { ...serverOptions, serverType: 'https', httpsOptions: tls } : serverOptions);
  await server.listen();
  const host = `localhost:${server.port}`;
  return { proxy: { url: `${tls ? 'https' : 'http'}://${host}`, host, asked }, close: () => server.close(true) };
}

/** To be called in a `describe`: gives a function that starts proxies which end after each test. */
export function proxiesPerTest(): (options?: ProxyOptions) => Promise<ForwardProxy> {
  const ended = endedAfterEach();
  return async (options = {}) => {
    const { proxy, close } = await startForwardProxy(options);
    ended(close);
    return proxy;
  };
}
