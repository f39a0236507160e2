import { Refresher } from '../../../src/core/refresher.js';
import { BusyClock } from './busyClock.js';

const SECOND = 1_000;
const INTERVAL = 30 * SECOND;

export interface Fleet {
  /** How many views are visible, each with a refresher of its own. */
  readonly views: number;
  /** Seconds for which the server holds every request, and then answers all at once. */
  readonly stall: number;
  /** Seconds after the stall that are counted. */
  readonly seconds: number;
}

/** Requests of a fleet after the stall, from two intervals after it on. */
export interface FleetLoad {
  readonly busiestSecond: number;
  /** Requests in a second, on average. */
  readonly mean: number;
}

/**
 * Many visible views on one server: they come at times that are spread evenly over an interval, the server stalls, and
 * answers whatever has come meanwhile in the same moment.
 */
export async function stalledFleet({ views, stall, seconds }: Fleet): Promise<FleetLoad> {
  const clock = new BusyClock();
  const waiting: (() => void)[] = [];
  const counts: number[] = [];
  let isStalled = false;
  let countedFrom = Infinity;
  const ask = () => {
    const second = Math.floor((clock.now() - countedFrom) / SECOND);
    if (second >= 0) {
      counts[second] = (counts[second] ?? 0) + 1;
    }
    return isStalled ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve();
  };
  const fleet = Array.from({ length: views }, () => new Refresher({ ask, clock, interval: () => INTERVAL }));
  fleet.forEach((refresher, at) => {
    clock.setTimeout(() => refresher.setVisible(true), (at * INTERVAL) / views);
  });
  await clock.advance(3 * INTERVAL);
  isStalled = true;
  await clock.advance(stall * SECOND);
  isStalled = false;
  waiting.splice(0).forEach((answer) => answer());
  await clock.advance(2 * INTERVAL);
  countedFrom = clock.now();
  await clock.advance(seconds * SECOND);
  fleet.forEach((refresher) => refresher.dispose());
  const counted = Array.from({ length: seconds }, (_, second) => counts[second] ?? 0);
  return { busiestSecond: Math.max(...counted), mean: counted.reduce((sum, count) => sum + count, 0) / seconds };
}
