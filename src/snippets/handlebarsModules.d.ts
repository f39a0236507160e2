/**
 * Handlebars below its index, whose modules have no types of their own. The index would teach Node's `require` to read
 * template files, for all extensions that share the host's process.
 */

declare module 'handlebars/dist/cjs/handlebars.js' {
  import Handlebars from 'handlebars';
  export default Handlebars;
}
