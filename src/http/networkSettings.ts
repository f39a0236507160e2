import { BlockList, isIP, isIPv6 } from 'node:net';
import { isLoopback } from '../core/address.js';
import type { NetworkSettings } from '../core/httpClient.js';
import type { Environment } from '../core/ports.js';

/** VS Code's settings `http.*`. VS Code applies them to Node's clients in the extension host, but not to bundled undici. */
export interface EditorNetworkSettings {
  /** `http.proxy`; empty if it is not set. */
  readonly proxy: string;
  /** `http.noProxy`. */
  readonly noProxy: readonly string[];
  /** `http.proxySupport`; `off` means that no proxy is used, regardless of the other settings and variables. */
  readonly proxySupport: string;
  /** `http.systemCertificates`. */
  readonly systemCertificates: boolean;
}

/**
 * Combines VS Code's network settings with the environment: `http.proxy` takes precedence over HTTP_PROXY and
 * HTTPS_PROXY; the exceptions of both apply. A variable in lower case takes precedence, as for curl.
 */
export function networkSettings(
  editor: EditorNetworkSettings,
  environment: Environment,
  caBundle: NetworkSettings['caBundle'],
): NetworkSettings {
  const variable = (name: string) => environment[name.toLowerCase()]?.trim() || environment[name]?.trim() || undefined;
  const setting = editor.proxy.trim() || undefined;
  return {
    proxy:
      editor.proxySupport === 'off'
        ? undefined
        : { http: proxyUrl(setting ?? variable('HTTP_PROXY')), https: proxyUrl(setting ?? variable('HTTPS_PROXY')) },
    noProxy: [...editor.noProxy, variable('NO_PROXY') ?? ''].flatMap((hosts) => hosts.split(/[\s,]+/)).filter(Boolean),
    caBundle,
    systemCertificates: editor.systemCertificates,
  };
}

/**
 * The proxy to use for a URL; `undefined` for a direct connection. Loopback is always direct: a proxy could not reach it,
 * and would see the cookie.
 */
export function proxyFor(url: URL, settings: NetworkSettings): string | undefined {
  const { proxy } = settings;
  const address = url.protocol === 'https:' ? proxy?.https : proxy?.http;
  return isDirect(url, settings) ? undefined : address;
}

/** Whether the proxy for a URL is up to the operating system: if no setting and no variable names one, or an exception. */
export function isSystemProxyUsed(url: URL, settings: NetworkSettings): boolean {
  const { proxy } = settings;
  return proxy !== undefined && proxy.http === undefined && proxy.https === undefined && !isDirect(url, settings);
}

function isDirect(url: URL, settings: NetworkSettings): boolean {
  return isLoopback(url.hostname) || isExcepted(url, settings);
}

/** Whether the settings except a URL from the proxy. (Other programs may use it for loopback, too.) */
export function isExcepted(url: URL, { noProxy }: Pick<NetworkSettings, 'noProxy'>): boolean {
  return noProxy.some((entry) => matches(url, entry));
}

/** Whether an entry of NO_PROXY matches this URL's host or its domain. */
function matches({ hostname, port, protocol }: URL, entry: string): boolean {
  if (entry === '*') {
    return true;
  }
  if (entry.includes('/')) {
    return isInRange(hostname, entry);
  }
  const name = isIPv6(entry) ? `[${entry}]` : entry.toLowerCase().replace(/^\*?\./, '');
  const [, host = name, onlyPort] = /^(.+):(\d+)$/.exec(name) ?? [];
  const matchesPort = onlyPort === undefined || onlyPort === (port || (protocol === 'https:' ? '443' : '80'));
  return matchesPort && (hostname === host || hostname.endsWith(`.${host}`));
}

/** Whether an address is in a range such as `10.0.0.0/8`. Host names are not resolved. */
function isInRange(hostname: string, range: string): boolean {
  const [, network = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? [];
  const [address, start] = [withoutBrackets(hostname), withoutBrackets(network)];
  const isV6 = isIPv6(start);
  if (!isIP(address) || !isIP(start) || Number(bits) > (isV6 ? 128 : 32)) {
    return false;
  }
  const addresses = new BlockList();
  addresses.addSubnet(start, Number(bits), isV6 ? 'ipv6' : 'ipv4');
  return addresses.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.+)\]$/, '$1');
}

/** A proxy is often given without a scheme, as in `proxy.example.com:3128`, which means plain HTTP. */
function proxyUrl(address: string | undefined): string | undefined {
  return address === undefined || address.includes('://') ? address : `http://${address}`;
}
