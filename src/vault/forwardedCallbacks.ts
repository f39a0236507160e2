import { createHash } from 'node:crypto';
import { Secret } from '../core/secret.js';
import type { ForwardedCallback, VaultContent } from './content.js';

/** Milliseconds for which a callback is stored for the window that waits for it; no code is valid for longer. */
const LIFETIME = 10 * 60_000;

/** How many callbacks are stored: a web page can send any number of them if the user confirms opening the URIs. */
const MAX_CALLBACKS = 20;

/** Longest query of a callback, in characters. */
export const MAX_CALLBACK_LENGTH = 16_384;

/** Adds the callback for `state` to the content. */
export function withCallback(content: VaultContent, state: string, answer: string, now: number): VaultContent {
  const others = fresh(content.answers, now).filter((each) => each.state !== hashOf(state));
  return {
    ...content,
    answers: [...others, { state: hashOf(state), answer: new Secret(answer), at: now }].slice(-MAX_CALLBACKS),
  };
}

/** Removes the callback for `state` from the content. */
export function withoutCallback(content: VaultContent, state: string, now: number): VaultContent {
  return { ...content, answers: fresh(content.answers, now).filter((each) => each.state !== hashOf(state)) };
}

/** The query of the callback for `state`, if there is one. */
export function callbackFor({ answers }: VaultContent, state: string, now: number): string | undefined {
  return fresh(answers, now)
    .find((each) => each.state === hashOf(state))
    ?.answer.reveal();
}

/** Drops callbacks dated in the future, too: the clock has been set back. */
function fresh(answers: readonly ForwardedCallback[], now: number): readonly ForwardedCallback[] {
  return answers.filter(({ at }) => Math.abs(now - at) < LIFETIME);
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}
