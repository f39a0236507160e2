import type { ExchangeParameters } from '../../broker/connect/exchangeRequest.js';
import type { Answer, Rule } from './answer.js';
import type { Kind } from './fixed.js';

/** What of a request decides about its answer. */
export interface Asked extends Pick<ExchangeParameters, 'audience' | 'resource' | 'scope'> {
  readonly kind: Kind;
}

/** An answer, and where it is from. */
export interface ChosenAnswer {
  /** Where it is in the file, such as `answers[2]`. */
  readonly place: string;
  /** `undefined`: all have been used. */
  readonly answer: Answer | undefined;
}

/**
 * Chooses the answers of a file. Each API key has a position of its own in each sequence, so that tests that run at the same
 * time don't use up each other's answers.
 */
export class Script {
  /** By rule, the number of answers that each key has got. */
  readonly #positions = new Map<Rule, Map<string, number>>();

  constructor(private readonly rules: readonly Rule[]) {}

  /** `undefined` if the file does not say anything about such a request. */
  next(asked: Asked, key: string): ChosenAnswer | undefined {
    const rule = this.rules.find((each) => isFor(each, asked));
    if (!rule) {
      return undefined;
    }
    if (!isSequence(rule.answers)) {
      return { place: rule.place, answer: rule.answers };
    }
    const position = this.#advance(rule, key);
    const answer = rule.answers[position];
    return { place: answer ? `${rule.place}[${position}]` : `${rule.place}: none left`, answer };
  }

  #advance(rule: Rule, key: string): number {
    const positions = this.#positions.get(rule) ?? new Map<string, number>();
    this.#positions.set(rule, positions);
    const position = positions.get(key) ?? 0;
    positions.set(key, position + 1);
    return position;
  }
}

/** `Array.isArray` does not know read-only lists. */
function isSequence(answers: Rule['answers']): answers is readonly Answer[] {
  return Array.isArray(answers);
}

function isFor({ kind, audience, resource, scope }: Rule, asked: Asked): boolean {
  return (
    (kind === undefined || kind === asked.kind) &&
    (audience === undefined || audience.toLowerCase() === asked.audience?.toLowerCase()) &&
    (resource === undefined || hostOf(resource) === hostOf(asked.resource)) &&
    (scope === undefined || scopesOf(scope).every((each) => scopesOf(asked.scope).includes(each)))
  );
}

/** Connect's clients name a resource by its host: `https://github.com`. A text that is no URL is compared as it is. */
function hostOf(resource: string | undefined): string | undefined {
  return resource !== undefined && URL.canParse(resource) ? new URL(resource).host : resource;
}

function scopesOf(scope = ''): readonly string[] {
  return scope.split(' ').filter((each) => each !== '');
}
