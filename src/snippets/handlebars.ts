import Handlebars from 'handlebars/dist/cjs/handlebars.js';

/*
 * Handlebars as a file of its own that is loaded with the first snippet. Nothing of ours may be bundled into it: a class
 * that stands in two bundles is two classes, and `instanceof` fails between them.
 */

export { Handlebars };
