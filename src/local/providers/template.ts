import type { Answers, Provider, ProviderQuestion } from './provider.js';

const PLACEHOLDER = /\{([a-z]+)\}/g;

/** A template with the answers filled in. */
export function fill(template: string, answers: Answers): string {
  return template.replace(PLACEHOLDER, (_, key: string) => answers[key] ?? '');
}

/** As {@link fill}; `undefined` if an answer in the template is empty. */
export function fillIfAnswered(template: string, answers: Answers): string | undefined {
  const keys = Array.from(template.matchAll(PLACEHOLDER), ([, key = '']) => key);
  return keys.every((key) => answers[key]) ? fill(template, answers) : undefined;
}

/** What is wrong with an answer, in a sentence; `undefined` if nothing is. */
export function problemOfAnswer({ pattern, problem, isOptional }: ProviderQuestion, text: string): string | undefined {
  const isRight = (text === '' && isOptional === true) || new RegExp(pattern).test(text);
  return isRight ? undefined : problem;
}

/** The provider to which an issuer, or else a token endpoint, belongs. */
export function providerAt(providers: readonly Provider[], url: string): Provider | undefined {
  return providers.find(({ recognizedBy }) => new RegExp(recognizedBy).test(url));
}
