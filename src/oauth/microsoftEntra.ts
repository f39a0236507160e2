/*
 * Microsoft Entra's metadata name another issuer than they are published for: a template for accounts of any tenant, the
 * tenant's ID where a domain or an alias was given, and another host for its version 1. All of that is accepted from
 * Microsoft's own hosts only, and only for the tenant that was asked for.
 */

/** The hosts that publish metadata, each with the hosts of the issuers that these may name. */
const ISSUER_HOSTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['login.microsoftonline.com', ['login.microsoftonline.com', 'sts.windows.net']],
  ['login.windows.net', ['login.microsoftonline.com', 'sts.windows.net']],
  ['sts.windows.net', ['sts.windows.net']],
  ['login.microsoftonline.us', ['login.microsoftonline.us', 'sts.windows.net']],
  ['login.partner.microsoftonline.cn', ['login.partner.microsoftonline.cn', 'sts.chinacloudapi.cn']],
  ['login.chinacloudapi.cn', ['login.partner.microsoftonline.cn', 'sts.chinacloudapi.cn']],
  ['sts.chinacloudapi.cn', ['sts.chinacloudapi.cn']],
]);

/** In the issuer of metadata for accounts of any tenant. */
const TEMPLATE = '{tenantid}';

const TENANT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Stand for the tenant of the user who signs in. */
const ANY_TENANT: readonly string[] = ['common', 'organizations', 'consumers'];

/** Whether metadata of Microsoft Entra that were asked of one issuer may name another one. */
export function isEntraIssuer(asked: URL, named: string): boolean {
  const [tenant = ''] = pathOf(asked.href);
  const [namedTenant = '', ...version] = pathOf(named);
  const isVersion = version.length === 0 || (version.length === 1 && version[0] === 'v2.0');
  if (asked.protocol !== 'https:' || !isHostFor(asked, named) || !isVersion) {
    return false;
  }
  if (TENANT_ID.test(tenant)) {
    return namedTenant.toLowerCase() === tenant.toLowerCase();
  }
  return TENANT_ID.test(namedTenant) || (namedTenant === TEMPLATE && ANY_TENANT.includes(tenant));
}

/** Whether an issuer in an answer or an ID token is the one of the metadata, which may be a template. */
export function isIssuer(issuer: string, expected: string): boolean {
  if (!isTemplate(expected)) {
    return issuer === expected;
  }
  const [before = '', after = ''] = expected.split(TEMPLATE);
  const tenant = issuer.slice(before.length, issuer.length - after.length);
  return issuer === `${before}${tenant}${after}` && TENANT_ID.test(tenant);
}

/** The issuer of a template for the tenant that an ID token's claim `tid` names; other issuers as they are. */
export function issuerForTenant(issuer: string, tenant: unknown): string {
  return isTemplate(issuer) && typeof tenant === 'string' && TENANT_ID.test(tenant)
    ? issuer.replace(TEMPLATE, tenant)
    : issuer;
}

function isTemplate(issuer: string): boolean {
  return issuer.includes(TEMPLATE) && URL.canParse(issuer) && ISSUER_HOSTS.has(new URL(issuer).host);
}

function isHostFor(asked: URL, named: string): boolean {
  const { protocol, host } = new URL(named);
  return protocol === 'https:' && (ISSUER_HOSTS.get(asked.host) ?? []).includes(host);
}

/** The segments of a URL's path, decoded: the URL class encodes the braces of a template. */
function pathOf(url: string): readonly string[] {
  return new URL(url).pathname
    .split('/')
    .filter((each) => each !== '')
    .map((each) => each.replace('%7B', '{').replace('%7D', '}'));
}
