import { revealed, Secret } from '../core/secret.js';
import type { SecretVariables } from './face.js';

/** What all readers of such a file take for itself. */
const PLAIN = /^[\w.,:/@%+~*-]*$/;

/** What some of them take for the end of a quoted text, an escape or a reference to another variable. */
const AMBIGUOUS = /['\\$\p{Cc}]/u;

/**
 * Variables as a file of lines `NAME=VALUE`, for the `envFile` of launch configurations, for R (`?readRenviron`) and for POSIX
 * shells. A value that these do not all read alike is left out: none that code needs is one, since the file of the content
 * session token, whose path may be, is there to be read again only.
 */
export function environmentFile(variables: SecretVariables): Secret {
  const lines = Object.entries(revealed(variables)).flatMap(([name, value]) =>
    AMBIGUOUS.test(value) ? [] : [`${name}=${PLAIN.test(value) ? value : `'${value}'`}\n`],
  );
  return new Secret(lines.join(''));
}
