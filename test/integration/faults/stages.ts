import type { RequestListener } from 'node:http';
import { serversPerTest } from '../observedServer.js';
import type { SessionOptions } from '../workbenchSessions.js';
import { LIST, type Stage } from './play.js';

/** To be called in a `describe`: gives a function that starts a server whose answer, once it fails, is `fault`. */
export function stagesPerTest(): (fault: RequestListener, options?: SessionOptions) => Promise<Stage> {
  const startServer = serversPerTest();
  return async (fault, options = {}) => {
    let fails = false;
    const server = await startServer((request, response) => {
      if (fails) fault(request, response);
      else response.end(LIST);
    });
    return {
      env: server.env,
      options,
      fail: () => (fails = true),
      visitors: [server.visitors],
      names: { [`127.0.0.1:${server.port}`]: 'SERVER' },
    };
  };
}
