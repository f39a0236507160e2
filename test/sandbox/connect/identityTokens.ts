import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { loopbackFetch } from '../loopbackFetch.js';
import { isObject } from './router.js';

export type Claims = Readonly<Record<string, unknown>>;

/** The claims of a JWT, which may be forged. */
export function unverifiedClaims(token: string): Claims | undefined {
  return decode(token.split('.')[1]);
}

/**
 * Whether an identity token is signed by the issuer that it names, for ES256, and neither expired nor from the future.
 *
 * @param issuer of which the metadata and keys are fetched
 */
export async function isVerified(token: string, issuer: string): Promise<boolean> {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const { alg, kid } = decode(header) ?? {};
  const { iss, exp, iat } = decode(payload) ?? {};
  const now = Date.now() / 1000;
  if (alg !== 'ES256' || iss !== issuer || typeof exp !== 'number' || typeof iat !== 'number') return false;
  if (exp <= now || iat > now + 60) return false;
  const key = (await keysOf(issuer)).find((each) => each['kid'] === kid);
  if (!key) return false;
  return verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
}

async function keysOf(issuer: string): Promise<readonly JsonWebKey[]> {
  const metadata: unknown = await (await loopbackFetch(`${issuer}/.well-known/openid-configuration`)).json();
  const address = isObject(metadata) ? metadata['jwks_uri'] : undefined;
  if (typeof address !== 'string') return [];
  const found: unknown = await (await loopbackFetch(address)).json();
  const keys = isObject(found) ? found['keys'] : undefined;
  return Array.isArray(keys) ? keys.filter(isObject) : [];
}

function decode(part = ''): Claims | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
