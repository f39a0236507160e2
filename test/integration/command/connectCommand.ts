import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Ended } from '../../ended.js';
import { type Connect, type ConnectOptions, startConnect } from '../../sandbox/connect/connect.js';
import type { Role } from '../../sandbox/connect/users.js';
import { BrokerWindow } from '../broker/brokerWindow.js';
import { ConnectUser, serverOf } from '../connect/connectWindow.js';
import type { BuiltCommand, Result, RunOptions } from './builtCommand.js';
import { LoginHome } from './loginHome.js';

/** A terminal in which the command knows one server, which is called Analytics. */
export interface ConnectTerminal {
  readonly connect: Connect;
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Result>;
}

interface Options extends ConnectOptions {
  /** Who signs in; `null`: no user. */
  readonly role: Role | null;
}

/** How to start one, by where it is. */
export type StartTerminal = (command: BuiltCommand, ended: Ended, options: Options) => Promise<ConnectTerminal>;

async function start(ended: Ended, options: ConnectOptions): Promise<Connect> {
  const connect = await startConnect(options);
  ended(() => connect.stop());
  return connect;
}

/** A terminal of an editor window. */
const inWindow: StartTerminal = async (command, ended, { role, ...options }) => {
  const connect = await start(ended, options);
  const user = new ConnectUser(ended, connect);
  const window = await user.open(role ?? 'publisher', serverOf(connect));
  const refresher = window.refreshers.get(window.source) ?? assert.fail('There is no refresher');
  const { catalog, signIns, log } = window;
  const broker = new BrokerWindow(
    ended,
    {
      ...{ catalog, signIns, log, clock: user.clock, refreshers: new Map([[window.source, refresher]]) },
      browser: { open: () => assert.fail('no page is opened') },
    },
    { secretsOf: () => connect.secrets },
  );
  await broker.broker.check();
  await (role && window.signInToServer());
  const run: ConnectTerminal['run'] = (args, { env = {}, input = '' } = {}) =>
    command.run(args, { env: { ...broker.environment, ...env }, input });
  return { connect, run };
};

/** A terminal elsewhere, where the command has signed in by itself. */
const withoutWindow: StartTerminal = async (command, ended, { role, ...options }) => {
  const connect = await start(ended, options);
  const home = new LoginHome(command, ended);
  const cacert = path.join(home.folder, 'ca.pem');
  writeFileSync(cacert, connect.ca ?? '');
  const trust = connect.ca === undefined ? [] : ['--cacert', cacert];
  const login = home.start(['login', '--name', 'Analytics', ...trust, connect.url]);
  await login.visit(connect, role ?? 'publisher');
  assert.equal((await login.run.result).code, 0);
  if (role === null) {
    await home.run(['logout', '--name', 'Analytics']);
  }
  return { connect, run: (args, runOptions) => home.run(args, runOptions) };
};

export const TERMINALS = { 'in a terminal of a window': inWindow, 'without a window': withoutWindow } as const;
