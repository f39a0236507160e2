import connect from 'undici/lib/api/api-connect.js';
import request from 'undici/lib/api/api-request.js';
import buildConnector from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import { parseSetCookie } from 'undici/lib/web/cookies/parse.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';

/*
 * The part of undici that is used, in a file that is loaded with the first request.
 */

// Done by undici's index, for all kinds of requests; without it, an agent has no `request` and a proxy agent no `connect`.
Object.assign(Dispatcher.prototype, { connect, request });

export { Agent, buildConnector, parseSetCookie, Pool, ProxyAgent };
