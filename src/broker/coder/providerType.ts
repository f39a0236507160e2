import { normalHost } from '../../core/gitHost.js';
import type { Integration } from '../../core/integration.js';

/** The types of Coder by which Git gets other user names, and parts of hosts by which they are recognised. */
const TYPES: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/^gitlab\./, 'gitlab'],
  [/^github\./, 'github'],
  [/^bitbucket\.org$/, 'bitbucket-cloud'],
  [/^bitbucket\./, 'bitbucket-server'],
  [/^dev\.azure\.com$/, 'azure-devops'],
];

/**
 * The type of an integration in the words of Coder: that of its Git hosts or its issuer, if they are known, since an
 * integration may be `custom` for its source.
 */
export function coderType({ type, issuer, gitHosts = [] }: Pick<Integration, 'type' | 'issuer' | 'gitHosts'>): string {
  const issuerHost = issuer !== undefined && URL.canParse(issuer) ? [new URL(issuer).host] : [];
  const hosts = [...gitHosts.flatMap((host) => normalHost(host) ?? []), ...issuerHost];
  const [, found] = TYPES.find(([pattern]) => hosts.some((host) => pattern.test(host))) ?? [];
  return found ?? type ?? 'custom';
}
