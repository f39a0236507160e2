import fc from 'fast-check';
import { GUIDS } from './fakeWorkbench.js';
import type { LongLivedWindow } from './longLivedWindow.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Actions that let time pass, and disturb nothing. */
const PASS = / pass(es)?$/;

type Run = (window: LongLivedWindow) => unknown;

/** What can happen to a window, by its user, the editor, the server, the user elsewhere, or time; with how often it does. */
const WEIGHTED: readonly (readonly [weight: number, name: string, run: Run])[] = [
  [14, 'show', (window) => window.setVisible(true)],
  [10, 'hide', (window) => window.setVisible(false)],
  [12, 'refresh', (window) => window.refresh()],
  [12, 'focus the window', (window) => window.focus()],
  [1, 'dispose', (window) => window.dispose()],

  ...GUIDS.flatMap((guid) => [
    [10, `sign in to ${guid}`, (window: LongLivedWindow) => window.signIn(guid)] as const,
    [5, `cancel ${guid}`, (window: LongLivedWindow) => window.cancel(guid)] as const,
    [5, `sign out of ${guid}`, (window: LongLivedWindow) => window.signOut(guid)] as const,
    [6, `${guid}: signed in in the browser`, ({ server }: LongLivedWindow) => server.signedIn.set(guid, true)] as const,
    [3, `${guid}: expires`, ({ server }: LongLivedWindow) => server.signedIn.set(guid, false)] as const,
    [1, `${guid}: removed`, ({ server }: LongLivedWindow) => server.signedIn.delete(guid)] as const,
  ]),

  [2, 'server: down', ({ server }) => (server.fault = 'down')],
  [2, 'server: broken', ({ server }) => (server.fault = 'broken')],
  [1, 'server: login page', ({ server }) => (server.fault = 'loginPage')],
  [1, 'server: busy for 20 s', ({ server }) => (server.fault = { busyFor: 20 * SECOND })],
  [1, 'server: busy for 10 min', ({ server }) => (server.fault = { busyFor: 10 * MINUTE })],
  [1, 'server: busy for 2 days', ({ server }) => (server.fault = { busyFor: 48 * HOUR })],
  [4, 'server: answers in 2 s', ({ server }) => (server.latency = 2 * SECOND)],
  [3, 'server: answers in 9 s', ({ server }) => (server.latency = 9 * SECOND)],
  [1, 'server: answers never', ({ server }) => (server.latency = Infinity)],
  [8, 'server: recovers', ({ server }) => (server.fault = undefined)],
  [8, 'server: is fast', ({ server }) => (server.latency = 0)],
  [2, 'cookie: revoked', ({ server }) => (server.cookie = 'another')],
  [12, 'cookie: renewed', (window) => window.renewCookie()],

  [2, 'interval: 5 s', (window) => window.changeInterval(5 * SECOND)],
  [2, 'interval: 30 s', (window) => window.changeInterval(30 * SECOND)],
  [1, 'interval: 10 min', (window) => window.changeInterval(10 * MINUTE)],
  [2, 'sign-in URL: by setting', (window) => (window.signInUrl = '{server}/sign-in?guid={guid}')],
  [1, 'sign-in URL: wrong', (window) => (window.signInUrl = 'nonsense')],
  [2, 'sign-in URL: by server', (window) => (window.signInUrl = '')],

  [10, '0.3 s pass', (window) => window.pass(0.3 * SECOND)],
  [20, '1 s passes', (window) => window.pass(SECOND)],
  [15, '6 s pass', (window) => window.pass(6 * SECOND)],
  [25, '31 s pass', (window) => window.pass(31 * SECOND)],
  [5, '5 min pass', (window) => window.pass(5 * MINUTE)],
  [2, '11 min pass', (window) => window.pass(11 * MINUTE)],
  [1, '1 h passes', (window) => window.pass(HOUR)],
  [16, 'things calm down', (window) => window.calmDown()],
  [3, 'laptop: sleeps 8 h', (window) => window.sleep(8 * HOUR)],
];

/** What each action does, by its name. */
export const ACTIONS: ReadonlyMap<string, Run> = new Map(WEIGHTED.map(([, name, run]) => [name, run]));

const action = fc.oneof(...WEIGHTED.map(([weight, name]) => ({ weight, arbitrary: fc.constant(name) })));

/**
 * One or several actions, by name, and between each and the next as many turns of the microtask queue as the number
 * says: few enough that a request has been begun and not been answered, or been answered and not been seen.
 */
export type Step = readonly (readonly [action: string, turns: number])[];

/** The life of a window, step by step. */
export const life: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.array(fc.tuple(action, fc.constantFrom(0, 1, 2, 3, 4, 6, 9, 12)), { minLength: 1, maxLength: 3 }),
  { minLength: 1, maxLength: 150, size: 'max' },
);

/** Performs a step, and runs everything that does not wait for a timer. */
export async function perform(window: LongLivedWindow, step: Step): Promise<void> {
  for (const [name, turns] of step) {
    if (!PASS.test(name)) {
      window.pacing.disturb();
    }
    await ACTIONS.get(name)?.(window);
    for (let turn = 0; turn < turns; turn += 1) {
      await Promise.resolve();
    }
  }
  await window.settle();
}
