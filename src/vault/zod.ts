/*
 * The part of zod that is used, as a file of its own that is loaded with the first check. Nothing of ours may be bundled
 * into it: a class that stands in two bundles is two classes.
 */
export { enum, minLength, number, object, optional, pipe, record, string, transform, unknown } from 'zod/mini';
