import type { Environment } from './ports.js';

/** The names by which programs read the hosts that no proxy is used for. */
const VARIABLES = ['NO_PROXY', 'no_proxy'];

/** This machine. */
export const LOOPBACK = '127.0.0.1,localhost';

/** The names of the variables to extend by {@link LOOPBACK}, so that programs use no proxy for this machine. */
export function exceptionsToExtend(environment: Environment): readonly string[] {
  // Programs read one of the two names and ignore the other: a second variable would hide the user's exceptions.
  const set = VARIABLES.filter((name) => environment[name]);
  // `*` excepts all hosts, but only if it is the whole value.
  return (set.length > 0 ? set : VARIABLES).filter((name) => environment[name]?.trim() !== '*');
}

/**
 * The variables to change so that programs use no proxy for this machine, besides the hosts that they except already. A
 * proxy would get the credentials of requests to the broker.
 */
export function withoutProxyForLoopback(environment: Environment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    exceptionsToExtend(environment).map((name) => {
      const hosts = environment[name];
      return [name, hosts ? `${hosts},${LOOPBACK}` : LOOPBACK];
    }),
  );
}
