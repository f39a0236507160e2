import assert from 'node:assert/strict';
import { oneProvider, wireIntegration } from '../../unit/workbench/wireIntegration.js';
import { until } from '../../until.js';
import { openResources } from '../longLivedSession.js';
import type { Visitors } from '../visitors.js';
import type { SessionOptions } from '../workbenchSessions.js';
import { ShownSession, type Seen } from './shownSession.js';

/** A good list, with two integrations. */
export const LIST = JSON.stringify(
  oneProvider(
    wireIntegration({ uid: 'aaaaaaaa-0000-4000-8000-000000000001', display_name: 'GitHub' }),
    wireIntegration({ uid: 'bbbbbbbb-0000-4000-8000-000000000002', display_name: 'Sales API', authenticated: true }),
  ),
);

const ROWS = ['GitHub', 'Sales API'];

/** Where a fault is played. All is well there until `fail` has been called. */
export interface Stage {
  readonly env: Readonly<Record<string, string>>;
  readonly options?: SessionOptions;
  readonly fail: () => unknown;
  /** What the servers see of the session. */
  readonly visitors: readonly Visitors[];
  /** What differs from run to run, such as a host with its port, and what stands for it in what is expected. */
  readonly names: Readonly<Record<string, string>>;
}

/** What a fault shows. `cause` is what the log has beside the message, if the message does not say all. */
export interface Outcome {
  readonly failure: string;
  readonly message: string;
  readonly cause?: string;
  /** Milliseconds until the view looks again; twice the usual interval by default. */
  readonly nextLook?: number;
}

const LISTED_AT = Date.UTC(2026, 5, 1, 12);
const FAILED_AT = LISTED_AT + 30_000;

/**
 * Plays a fault to a session that has had a good list, and to one that begins with it, and checks what both show, tell,
 * log and leave open.
 */
export async function play(stage: Stage, outcome: Outcome): Promise<void> {
  const before = openResources();
  const open = (time: number) => new ShownSession(stage.env, stage.options ?? {}, time);
  const [shown, fresh] = [open(LISTED_AT), open(FAILED_AT)];
  try {
    await shown.look(LISTED_AT);
    assert.deepEqual((await shown.seen()).rows, ROWS);
    await stage.fail();
    await Promise.all([shown.lookAgain(FAILED_AT), fresh.look(FAILED_AT)]);
    const observed = {
      afterGoodList: withNames(await shown.seen(), stage.names),
      fromTheStart: withNames(await fresh.seen(), stage.names),
      leftOpenWhileWaiting: await leftOpen(before, stage.visitors),
    };
    for (const session of [shown, fresh]) session.dispose();
    const atTheEnd = { leftOpen: await leftOpen(before, stage.visitors), timers: shown.timers + fresh.timers };

    assert.deepEqual({ ...observed, atTheEnd }, expected(outcome));
    assertSayable(observed.afterGoodList.message ?? '');
  } finally {
    for (const session of [shown, fresh]) session.dispose();
  }
}

function expected({ failure, message, cause, nextLook = 60_000 }: Outcome) {
  const line = `error: workbench: ${failure}: ${message}`;
  const told = { failure, message, log: [cause === undefined ? line : `${line} <- ${cause}`], nextLook };
  return {
    afterGoodList: { ...told, rows: ROWS, staleSince: LISTED_AT },
    fromTheStart: { ...told, rows: undefined, staleSince: undefined },
    leftOpenWhileWaiting: [],
    atTheEnd: { leftOpen: [], timers: 0 },
  };
}

/** Checks that a message is one that a person can read and act on. */
function assertSayable(message: string): void {
  const faults = {
    'is empty, or too long': message.length === 0 || message.length > 300,
    'has several lines': /[\r\n]/.test(message),
    'holds JSON, or an object': /[{}]|\[object/.test(message),
    'holds a stack': /\bat .*:\d+:\d+/.test(message),
    'does not say what to do':
      !/\b(?:[Cc]ontact|[Aa]sk) your administrator\b|\bCheck the setting\b|\b[Rr]estart the session\b/.test(message),
  };
  const found = Object.entries(faults).filter(([, is]) => is);
  assert.deepEqual(
    found.map(([fault]) => fault),
    [],
    `The message: ${message}`,
  );
}

/** The kinds of resources that there are more of than before, and the servers' visitors, once they had time to go. */
async function leftOpen(before: Readonly<Record<string, number>>, visitors: readonly Visitors[]): Promise<string[]> {
  const left = () => [
    ...Object.entries(openResources()).flatMap(([kind, count]) => (count > (before[kind] ?? 0) ? [kind] : [])),
    ...visitors.flatMap(({ present }) => (present > 0 ? [`${present} connections`] : [])),
  ];
  // What is still there is told by the comparison of what was observed.
  await until('nothing is left open', () => left().length === 0, 10_000).catch(() => undefined);
  return left();
}

function withNames({ message, log, nextLook, ...rest }: Seen, names: Readonly<Record<string, string>>): Seen {
  const named = (text: string) =>
    Object.entries(names).reduce((renamed, [from, to]) => renamed.replaceAll(from, to), text);
  return {
    ...rest,
    message: message === undefined ? undefined : named(message),
    log: log.map(named),
    // A date of HTTP has whole seconds.
    nextLook: nextLook === undefined ? undefined : Math.ceil(nextLook / 10_000) * 10_000,
  };
}
