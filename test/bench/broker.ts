import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { cookieFile } from '../integration/handMadeRpc.js';
import { median, type Row } from './row.js';
import { type BrokerReport, startServer } from './servers.js';

const CALLS = 10_000;
const CLIENTS = 50;

/** How often each server is measured, in turn: medians of fewer say little on a machine that others use too. */
const ROUNDS = 5;

interface Target {
  /** The base URL of the server. */
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What one run of all calls costs. */
interface Run {
  readonly callsPerSecond: number;
  /** Milliseconds of each call, the shortest first. */
  readonly times: readonly number[];
}

/**
 * What 10,000 calls for the token of a local integration cost, by 50 clients at a time, which reuse their connections
 * or open another one for each call. A Node server with a fixed answer is measured in turn with the broker, by the same
 * clients: the ratio holds on other machines, too.
 */
export async function measureBroker(): Promise<Row[]> {
  const broker = await startServer('brokerServer.ts');
  const bare = await startServer('bareServer.ts');
  try {
    const { environment, uuid } = broker.report as BrokerReport;
    const { url } = bare.report as { readonly url: string };
    const cookie = readFileSync(cookieFile(environment), 'utf8');
    const rpc = {
      path: '/oauth_token',
      headers: { 'x-rs-session-server-rpc-cookie': cookie },
      body: JSON.stringify({ method: 'oauth_token', kwparams: { uuid } }),
    };
    const target = { ...rpc, url: environment['RS_SERVER_ADDRESS'] ?? '' };
    const reference = { ...rpc, url };
    const exchange = { ...target, ...exchangeOf(broker.report as BrokerReport) };
    // So that what is loaded and compiled on first use does not count.
    await callMany(target, true);
    await callMany(reference, true);
    const rows: Row[] = [];
    for (const keepAlive of [true, false]) {
      const before = await heapOf(broker.server);
      const runs: Run[] = [];
      const references: Run[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        references.push(await callMany(reference, keepAlive));
        runs.push(await callMany(target, keepAlive));
      }
      const after = await heapOf(broker.server);
      const name = keepAlive ? 'broker' : 'broker, a connection for each call';
      rows.push(...rowsOf(name, runs, references));
      rows.push({ name: `${name}: heap left behind`, unit: 'kB', values: [(after - before) / 1024] });
    }
    await callMany(exchange, true);
    const exchanges: Run[] = [];
    const references: Run[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      references.push(await callMany(reference, true));
      exchanges.push(await callMany(exchange, true));
    }
    return [...rows, ...rowsOf('broker, credentials for content', exchanges, references)];
  } finally {
    await Promise.all([broker.stop(), bare.stop()]);
  }
}

/** A call of content for the viewer's token. */
function exchangeOf({ content, userToken, uuid }: BrokerReport): Omit<Target, 'url'> {
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:posit:connect:user-session-token',
    subject_token: userToken,
    audience: uuid,
  };
  return {
    path: '/__api__/v1/oauth/integrations/credentials',
    headers: { authorization: `Key ${content['CONNECT_API_KEY'] ?? ''}` },
    body: new URLSearchParams(form).toString(),
  };
}

async function callMany(target: Target, keepAlive: boolean): Promise<Run> {
  const agent = new http.Agent({ keepAlive, maxSockets: CLIENTS });
  const times: number[] = [];
  let left = CALLS;
  const startedAt = performance.now();
  const client = async () => {
    while (left-- > 0) {
      const calledAt = performance.now();
      await call(target, agent);
      times.push(performance.now() - calledAt);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const seconds = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return { callsPerSecond: CALLS / seconds, times: times.sort((one, other) => one - other) };
}

/** Asks for a token. Rejects unless there is one. */
function call({ path, headers, body: sent, url }: Target, agent: http.Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${url}${path}`, { agent, method: 'POST', headers });
    request.on('error', reject).on('response', (response) => {
      let body = '';
      response
        .setEncoding('utf8')
        .on('data', (text: string) => (body += text))
        .on('error', reject)
        .on('end', () => {
          if (response.statusCode === 200 && body.includes('"access_token"')) {
            resolve();
          } else {
            reject(new Error(`HTTP ${response.statusCode}, without a token`));
          }
        });
    });
    request.end(sent);
  });
}

async function heapOf(server: ChildProcess): Promise<number> {
  const answer = once(server, 'message');
  server.send('heap');
  const [{ heap }] = (await answer) as [{ heap: number }];
  return heap;
}

function rowsOf(name: string, runs: readonly Run[], references: readonly Run[]): Row[] {
  const rates = runs.map(({ callsPerSecond }) => callsPerSecond);
  const ratios = rates.map((rate, round) => rate / (references[round]?.callsPerSecond ?? NaN));
  const late = runs.map(({ times }) => times[Math.floor(times.length * 0.99)] ?? NaN);
  return [
    { name: `${name}: compared with a bare server`, unit: 'x', values: ratios, goal: '>= 0.6' },
    { name: `${name}: tokens`, unit: '/s', values: rates },
    { name: `${name}: median call`, unit: 'ms', values: runs.map(({ times }) => median(times)) },
    { name: `${name}: 99 % of calls within`, unit: 'ms', values: late },
  ];
}
