import { withoutProxyForLoopback } from '../../core/withoutProxy.js';
import type { Environment } from '../../workbench/session.js';

/** The environment of a process that runs as content. @param variables those that the editor window gives to content */
export function contentEnvironment(environment: Environment, variables: Environment): Environment {
  return { ...environment, ...withoutProxyForLoopback(environment), ...variables };
}
