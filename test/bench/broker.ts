import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { cookieFile } from '../integration/handMadeRpc.js';

const CALLS = 10_000;
const CLIENTS = 50;

interface Target {
  readonly environment: Readonly<Record<string, string>>;
  readonly uuid: string;
}

/**
 * Prints what 10,000 calls for a token of the user's own cost, by 50 clients at a time, which keep their connections or open
 * another for each call: calls per second, milliseconds of a call, and the heap of the process that answers.
 */
export async function measureBroker(): Promise<void> {
  const server = fork(fileURLToPath(new URL('brokerServer.ts', import.meta.url)), {
    execArgv: ['--import=tsx'],
    stdio: 'inherit',
  });
  try {
    const [target] = (await once(server, 'message')) as [Target];
    // So that what is loaded and compiled on first use is not taken for what calls leave behind.
    await callMany(target, true);
    for (const keepAlive of [true, false]) {
      const before = await heapOf(server);
      const { times, seconds } = await callMany(target, keepAlive);
      const after = await heapOf(server);
      print(keepAlive ? 'oauth_token, connections kept' : 'oauth_token, each its own connection', [
        `${(CALLS / seconds).toFixed(0)} calls/s`,
        `median ${at(times, 0.5)} ms`,
        `p99 ${at(times, 0.99)} ms`,
        `heap ${kilobytes(before)} -> ${kilobytes(after)} kB`,
      ]);
    }
  } finally {
    if (server.connected) {
      server.disconnect();
      await once(server, 'exit');
    }
  }
}

/** Calls, and returns the milliseconds that each call took, the quickest first, and the seconds that all took. */
async function callMany(target: Target, keepAlive: boolean): Promise<{ times: number[]; seconds: number }> {
  const agent = new http.Agent({ keepAlive, maxSockets: CLIENTS });
  const times: number[] = [];
  let left = CALLS;
  const start = performance.now();
  const client = async () => {
    while (left-- > 0) {
      const begun = performance.now();
      await call(target, agent);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  agent.destroy();
  return { times: times.sort((one, other) => one - other), seconds: (performance.now() - start) / 1_000 };
}

/** Asks for a token. Rejects unless there is one. */
async function call({ environment, uuid }: Target, agent: http.Agent): Promise<void> {
  const request = http.request(`${environment['RS_SERVER_ADDRESS'] ?? ''}/oauth_token`, {
    agent,
    method: 'POST',
    headers: { 'x-rs-session-server-rpc-cookie': readFileSync(cookieFile(environment), 'utf8') },
  });
  request.end(JSON.stringify({ method: 'oauth_token', kwparams: { uuid } }));
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const chunks: Uint8Array[] = [];
  for await (const chunk of response as AsyncIterable<Uint8Array>) chunks.push(chunk);
  assert.equal(response.statusCode, 200);
  assert.ok(Buffer.concat(chunks).includes('"access_token"'), 'There is no token');
}

async function heapOf(server: ChildProcess): Promise<number> {
  const answer = once(server, 'message');
  server.send('heap');
  const [{ heap }] = (await answer) as [{ heap: number }];
  return heap;
}

function at(times: readonly number[], share: number): string {
  return (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
}

function kilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(0);
}

function print(what: string, figures: readonly string[]): void {
  console.log(`${what.padEnd(38)} ${figures.join('  ')}`);
}

if (import.meta.filename === process.argv[1]) {
  await measureBroker();
}
