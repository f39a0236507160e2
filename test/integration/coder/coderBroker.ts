import type { Ended } from '../../ended.js';
import type { Coder } from '../../sandbox/coder/coder.js';
import { BrokerWindow, type Variables } from '../broker/brokerWindow.js';
import { CoderWindow, type WindowOptions } from './coderWindow.js';

/** A window with its broker, and what a terminal in it has in its environment. */
export async function startBrokerOf(
  ended: Ended,
  coder: Coder,
  options: WindowOptions,
): Promise<{ readonly window: CoderWindow; readonly env: Variables }> {
  const window = await CoderWindow.open(ended, coder, options);
  const { catalog, source, signIns, clock, log, browser } = window;
  const refresher = window.refreshers.get(source);
  const refreshers = new Map(refresher ? [[source, refresher]] : []);
  const base = { catalog, refreshers, signIns, clock, log, browser };
  const broker = new BrokerWindow(ended, base, { secretsOf: () => coder.secrets });
  await broker.broker.check();
  return { window, env: broker.environment };
}
