/** A name that only the proxy resolves. */
export const NAME = 'workbench.test';

type Environment = Readonly<Record<string, string>>;

/** The environment of a session that knows its server by another name. */
export function named(server: { env: Environment }, name: string): { host: string; env: Environment } {
  const address = new URL(server.env['RS_SERVER_ADDRESS'] ?? '');
  address.hostname = name;
  return { host: address.host, env: { ...server.env, RS_SERVER_ADDRESS: address.origin } };
}
