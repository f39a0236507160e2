/**
 * Types for undici's internal modules. Its index would install a global dispatcher for all extensions in the host's
 * process, and takes twice as long to load.
 */

declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici';
  export default Agent;
}

declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';
  export default Pool;
}

declare module 'undici/lib/dispatcher/proxy-agent.js' {
  import { ProxyAgent } from 'undici';
  export default ProxyAgent;
}

declare module 'undici/lib/dispatcher/dispatcher.js' {
  import { Dispatcher } from 'undici';
  export default Dispatcher;
}

declare module 'undici/lib/core/connect.js' {
  import { buildConnector } from 'undici';
  export default buildConnector;
}

declare module 'undici/lib/api/api-connect.js' {
  const connect: (...args: never[]) => unknown;
  export default connect;
}

declare module 'undici/lib/api/api-request.js' {
  const request: (...args: never[]) => unknown;
  export default request;
}

declare module 'undici/lib/web/cookies/parse.js' {
  import type { Cookie } from 'undici';
  /** `null` if the header is invalid. Without an `=`, the name is empty. */
  export function parseSetCookie(header: string): Cookie | null;
}
