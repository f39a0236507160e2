import { withoutProxyForLoopback } from '../../core/withoutProxy.js';
import type { Environment } from '../../core/ports.js';

/**
 * The environment of a process that runs as content.
 *
 * @param variables those that the editor window, or what answers in its place, gives to content
 */
export function contentEnvironment(environment: Environment, variables: Environment): Environment {
  return {
    ...environment,
    ...withoutProxyForLoopback(environment),
    // Whether R code outside Shiny has a viewer is an option, and not left to the shell.
    CONNECTCREDS_MOCKING: undefined,
    ...variables,
  };
}
