import type { ListedIntegration } from './integration.js';

/** A host as `URL` spells it: in lower case, with a port if it is not 443. `undefined` if the text is not just a host. */
export function normalHost(host: string): string | undefined {
  const url = `https://${host}`;
  return /^[^\s/?#@\\]+$/.test(host) && URL.canParse(url) ? new URL(url).host : undefined;
}

/**
 * Whether Git may send an integration's token to a host. An integration with a configuration error is for none.
 *
 * @param host as {@link normalHost} returns it
 */
export function isForGitHost({ status, issuer, gitHosts = [] }: ListedIntegration, host: string): boolean {
  const issuerHost = issuer !== undefined && URL.canParse(issuer) ? [new URL(issuer).host] : [];
  return status.kind !== 'configurationError' && [...issuerHost, ...gitHosts.map(normalHost)].includes(host);
}
