import type { Provider } from './provider.js';

/** A provider with each text that users read replaced by another one, such as its translation. */
export function withTexts(provider: Provider, replace: (text: string) => string): Provider {
  const { detail, questions, register, scopes, notes } = provider;
  return {
    ...provider,
    ...(detail === undefined ? {} : { detail: replace(detail) }),
    ...(questions && {
      questions: questions.map((each) => ({
        ...each,
        prompt: replace(each.prompt),
        problem: replace(each.problem),
      })),
    }),
    register: { ...register, where: replace(register.where) },
    scopes: { ...scopes, choices: scopes.choices.map((each) => ({ ...each, detail: replace(each.detail) })) },
    ...(notes && { notes: notes.map((note) => replace(note)) }),
  };
}
