/*
 * The library of the locks, as a file of its own that is loaded with the first lock. Nothing of ours may be bundled into
 * it: a class that stands in two bundles is two classes.
 */
export { lock } from 'proper-lockfile';
