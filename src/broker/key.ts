import { randomBytes } from 'node:crypto';
import { Secret } from '../core/secret.js';

const SIZE = 32;
const KEY = /^[\w-]{43}$/;

/** A key from which faces derive the credentials of their callers. */
export function newKey(): Secret {
  return new Secret(randomBytes(SIZE).toString('base64url'));
}

export function isKey(value: unknown): value is string {
  return typeof value === 'string' && KEY.test(value);
}
