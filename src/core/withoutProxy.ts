type Environment = Readonly<Record<string, string | undefined>>;

/** This machine. */
const LOOPBACK = '127.0.0.1,localhost';

/**
 * The variables by which programs do without a proxy for this machine, besides the hosts that they except already. A proxy
 * would get the credentials of requests to the broker.
 */
export function withoutProxyForLoopback(environment: Environment): Readonly<Record<'NO_PROXY' | 'no_proxy', string>> {
  const excepted = (hosts: string | undefined) => (hosts ? `${hosts},${LOOPBACK}` : LOOPBACK);
  return { NO_PROXY: excepted(environment['NO_PROXY']), no_proxy: excepted(environment['no_proxy']) };
}
