import { endedAfterEach, type Ended } from '../../ended.js';
import { startConnect, type Connect, type ConnectOptions } from '../../sandbox/connect/connect.js';

export interface Connects {
  readonly start: (options?: ConnectOptions) => Promise<Connect>;
  readonly ended: Ended;
}

/** To be called in a `describe`: servers that stop after each test. */
export function connectsPerTest(): Connects {
  const ended = endedAfterEach();
  return {
    ended,
    start: async (options) => {
      const connect = await startConnect(options);
      ended(() => connect.stop());
      return connect;
    },
  };
}
