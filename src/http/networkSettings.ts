import { BlockList, isIP, isIPv6 } from 'node:net';
import type { NetworkSettings } from '../core/httpClient.js';
import { isLoopback } from '../core/url.js';

/** What VS Code's settings `http.*` say of the network. They reach Node's clients in the extension host, but no undici of an extension's own. */
export interface EditorNetworkSettings {
  /** `http.proxy`; empty where it is not set. */
  readonly proxy: string;
  /** `http.noProxy`. */
  readonly noProxy: readonly string[];
  /** `http.proxySupport`; `off` means that no proxy is used, whatever names one. */
  readonly proxySupport: string;
  /** `http.systemCertificates`. */
  readonly systemCertificates: boolean;
}

/**
 * VS Code's own network settings, then the environment's: `http.proxy` goes before HTTP_PROXY and HTTPS_PROXY, and a host
 * that either side excepts is excepted. Of a variable, the spelling in lower case counts first, as for curl.
 */
export function networkSettings(
  editor: EditorNetworkSettings,
  environment: Readonly<Record<string, string | undefined>>,
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
 * The proxy through which a URL is to be reached; `undefined` where it is reached directly. What is on loopback always
 * is: a proxy could not reach it, and would see the cookie.
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

function isDirect(url: URL, { noProxy }: NetworkSettings): boolean {
  return isLoopback(url.hostname) || noProxy.some((entry) => isExcepted(url, entry));
}

/** Whether an entry of NO_PROXY means this URL's host, or a domain that the host is in. */
function isExcepted({ hostname, port, protocol }: URL, entry: string): boolean {
  if (entry === '*') {
    return true;
  }
  if (entry.includes('/')) {
    return isInRange(hostname, entry);
  }
  const name = isIPv6(entry) ? `[${entry}]` : entry.toLowerCase().replace(/^\*?\./, '');
  const [, host = name, onlyPort] = /^(.+):(\d+)$/.exec(name) ?? [];
  const isPort = onlyPort === undefined || onlyPort === (port || (protocol === 'https:' ? '443' : '80'));
  return isPort && (hostname === host || hostname.endsWith(`.${host}`));
}

/** Whether a range of addresses, such as `10.0.0.0/8`, holds this one. Nobody asks for the address of a name. */
function isInRange(hostname: string, range: string): boolean {
  const [, network = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? [];
  const [address, start] = [unbracketed(hostname), unbracketed(network)];
  const isV6 = isIPv6(start);
  if (!isIP(address) || !isIP(start) || Number(bits) > (isV6 ? 128 : 32)) {
    return false;
  }
  const addresses = new BlockList();
  addresses.addSubnet(start, Number(bits), isV6 ? 'ipv6' : 'ipv4');
  return addresses.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function unbracketed(host: string): string {
  return host.replace(/^\[(.+)\]$/, '$1');
}

/** A proxy is often named without a scheme, as in `proxy.example.com:3128`, and then means plain HTTP. */
function proxyUrl(address: string | undefined): string | undefined {
  return address === undefined || address.includes('://') ? address : `http://${address}`;
}
