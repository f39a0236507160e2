import { createHash } from 'node:crypto';
import { Secret } from '../core/secret.js';
import type { ForwardedCallback, VaultContent } from './content.js';

/** Milliseconds for which an answer is kept for the window that waits for it; no code is valid for longer. */
const LIFETIME = 10 * 60_000;

/** How many answers are kept, the newest: a web page can make up any number of them, for whoever confirms them. */
const MOST = 20;

/** Longest answer, in characters. */
export const MAX_CALLBACK_LENGTH = 16_384;

/** The content with the answer to `state` added. */
export function withCallback(content: VaultContent, state: string, answer: string, now: number): VaultContent {
  const others = fresh(content.answers, now).filter((each) => each.state !== hashOf(state));
  return {
    ...content,
    answers: [...others, { state: hashOf(state), answer: new Secret(answer), at: now }].slice(-MOST),
  };
}

/** The content without the answer to `state`. */
export function withoutCallback(content: VaultContent, state: string, now: number): VaultContent {
  return { ...content, answers: fresh(content.answers, now).filter((each) => each.state !== hashOf(state)) };
}

/** The answer to `state`, if there is one. */
export function callbackFor({ answers }: VaultContent, state: string, now: number): string | undefined {
  return fresh(answers, now)
    .find((each) => each.state === hashOf(state))
    ?.answer.reveal();
}

/** One from the future came before the clock was set back, who knows when. */
function fresh(answers: readonly ForwardedCallback[], now: number): readonly ForwardedCallback[] {
  return answers.filter(({ at }) => Math.abs(now - at) < LIFETIME);
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}
