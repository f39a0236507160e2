import http from 'node:http';
import https from 'node:https';
import { Duplex } from 'node:stream';
import { t } from '@vscode/l10n';
import { abortable } from '../core/abort.js';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/** How long a result is used, in milliseconds: the user may move to another network. */
const LIFETIME = 60_000;

/** What VS Code's agent found: an entry of a PAC script's result, such as `PROXY proxy.example.org:3128` or `DIRECT`. */
interface ProxyEvent {
  readonly proxy: string;
  readonly socket?: unknown;
}

/** Begins a request as `node:http` and `node:https` do. In an extension host, VS Code has replaced these two functions. */
export type BeginRequest = (url: URL, options: http.RequestOptions) => http.ClientRequest;

const begin: BeginRequest = (url, options) => (url.protocol === 'https:' ? https : http).request(url, options);

/**
 * The proxy that VS Code would use for a URL: by its own resolution, which asks the operating system and runs its PAC script.
 * VS Code has no API for it. But the requests of `node:http` and `node:https` go through it in an extension host, and emit
 * `proxy` with the result once the agent has it (microsoft/vscode-proxy-agent, src/agent.ts). So a request is begun, of which
 * nothing is sent to the server: it is dropped as soon as the proxy is known, or if it gets a socket without that event.
 */
export class SystemProxy {
  readonly #known = new Map<string, { readonly proxy: string | undefined; readonly at: number }>();

  constructor(private readonly beginRequest: BeginRequest = begin) {}

  /**
   * The URL of the proxy for a URL; `undefined` if there is none. Throws `CredentialError` (`configuration`) for a type of
   * proxy that can't be used, and the signal's reason once it is aborted.
   */
  async find(url: URL, signal: AbortSignal): Promise<string | undefined> {
    const { origin } = url;
    const known = this.#known.get(origin);
    if (known && Math.abs(Date.now() - known.at) < LIFETIME) {
      return known.proxy;
    }
    const proxy = proxyUrl(await abortable(signal, () => this.#resolve(new URL(origin), signal)));
    this.#known.set(origin, { proxy, at: Date.now() });
    return proxy;
  }

  #resolve(url: URL, signal: AbortSignal): Promise<string> {
    return new Promise((resolve) => {
      const request = this.beginRequest(url, { method: 'HEAD', signal });
      request.on('proxy', ({ proxy, socket }: ProxyEvent) => {
        resolve(proxy);
        // The connection to a proxy. Without one it is Node's agent, which all extensions share.
        if (socket instanceof Duplex) {
          socket.on('error', () => undefined).destroy();
        }
        // Keeps VS Code's agent from connecting to the server. It becomes the request's error.
        throw new Error('Only the proxy was to be found');
      });
      request.on('socket', () => {
        resolve('DIRECT');
        request.destroy();
      });
      // Resolves nothing any more if the proxy is known. An unreachable proxy is named all the same.
      request.on('error', () => resolve('DIRECT'));
    });
  }
}

function proxyUrl(result: string): string | undefined {
  const [type = '', host = ''] = result.trim().split(/\s+/);
  switch (type.toUpperCase()) {
    case 'PROXY':
    case 'HTTP':
      return `http://${host}`;
    case 'HTTPS':
      return `https://${host}`;
    case 'SOCKS':
    case 'SOCKS4':
    case 'SOCKS5':
      throw new CredentialError(
        'configuration',
        t(
          "The operating system's settings name the SOCKS proxy {0}, which this extension cannot use. Set http.proxy to an HTTP proxy.",
          oneLine(host),
        ),
      );
    default:
      return undefined;
  }
}
