import type { NetworkSettings } from './httpClient.js';
import type { Environment } from './ports.js';

/** What other Python and curl based tools on the same machine trust, in the order in which they look. */
const VARIABLES = ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'];

/** The file of certificates that the environment names, if it does. */
export function caBundleIn(environment: Environment): NetworkSettings['caBundle'] {
  for (const variable of VARIABLES) {
    const path = environment[variable]?.trim();
    if (path) {
      return { path, variable };
    }
  }
  return undefined;
}
