/*
 * The part of zod that is used, in a file that is loaded on first use.
 */
export { enum, minLength, number, object, optional, pipe, record, string, transform, unknown } from 'zod/mini';
