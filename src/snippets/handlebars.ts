import Handlebars from 'handlebars/dist/cjs/handlebars.js';

/* Handlebars, in a file that is loaded with the first snippet. */

export { Handlebars };
