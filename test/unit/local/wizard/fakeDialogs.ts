import assert from 'node:assert/strict';
import {
  BACK,
  type Choice,
  type ChoiceStep,
  type Dialogs,
  type Link,
  type SearchStep,
  type Step,
  type TextStep,
} from '../../../../src/core/dialogs.js';

/** What a person does in a step: enters what stands there already. */
export const KEEP = Symbol('keep');

/** What a person does in a step: leaves it. */
export const LEAVE = Symbol('leave');

/** What a person does in a step: presses a button beside the title, and stays. */
export class Press {
  /** @param button its tooltip */
  constructor(private readonly button: string) {}

  toString(): string {
    return this.button;
  }
}

/** A text, the label of a choice or the labels of several; or another thing to do. */
export type Answer = string | readonly string[] | Press | typeof KEEP | typeof BACK | typeof LEAVE;

/** A person who goes by a script, and notes what is asked. */
export class FakeDialogs implements Dialogs {
  /** Each question, with what stands there at first. */
  readonly asked: string[] = [];
  /** What was wrong with an answer; then the next one is given in the same step. */
  readonly problems: string[] = [];
  readonly told: string[] = [];
  /** Messages with a link that have not been withdrawn. */
  readonly shown = new Set<string>();
  readonly copied: string[] = [];
  /** The choices of the last question. */
  choices: readonly Choice<unknown>[] = [];
  /** The button that is pressed wherever there is one of this title. */
  presses: string | undefined;
  /** Answers a text step later, in place of the script; `undefined` closes it. */
  answerLater: ((step: TextStep) => Promise<string | undefined>) | undefined;
  /** Whether progress is cancelled at once. */
  cancels = false;
  readonly #answers: Answer[];

  constructor(...answers: readonly Answer[]) {
    this.#answers = [...answers];
  }

  /** The answers that have not been given. */
  get left(): readonly Answer[] {
    return this.#answers;
  }

  /** Adds answers to the script. */
  willAnswer(...answers: readonly Answer[]): void {
    this.#answers.push(...answers);
  }

  async text(step: TextStep): Promise<string | typeof BACK | undefined> {
    this.#note(step, step.prompt + (step.isSecret ? ' (hidden)' : ''), step.value ?? '');
    assertShowable(step.placeholder ?? '');
    if (step.problem !== undefined) {
      this.told.push(step.problem);
    }
    if (this.answerLater) {
      return this.#answeredLater(step, this.answerLater(step));
    }
    for (;;) {
      const answer = this.#next(step);
      if (typeof answer === 'symbol' && answer !== KEEP) {
        return answer === BACK ? BACK : undefined;
      }
      if (answer instanceof Press) {
        const button = step.buttons?.find(({ tooltip }) => tooltip === String(answer));
        assert.ok(button, `${step.prompt}: there is no button ${String(answer)}`);
        await button.press(step.value ?? '');
        continue;
      }
      assert.ok(!Array.isArray(answer), `${step.prompt}: one text is asked for`);
      const text = answer === KEEP ? (step.value ?? '') : String(answer);
      const problem = step.problemOf(text);
      if (problem === undefined) {
        return text;
      }
      this.problems.push(problem);
    }
  }

  async #answeredLater(
    { signal, problemOf }: TextStep,
    answer: Promise<string | undefined>,
  ): Promise<string | undefined> {
    const closed = new Promise<undefined>((resolve) => signal?.addEventListener('abort', () => resolve(undefined)));
    const text = await Promise.race([answer, closed]);
    const problem = text === undefined ? undefined : problemOf(text);
    assert.equal(problem, undefined);
    return text;
  }

  choose<T>(step: ChoiceStep<T>): Promise<T | typeof BACK | undefined> {
    const picked = step.choices.find(({ isPicked }) => isPicked);
    this.#noteChoices(step, picked ? [picked] : []);
    const answer = this.#next(step);
    if (typeof answer === 'symbol' && answer !== KEEP) {
      return Promise.resolve(answer === BACK ? BACK : undefined);
    }
    const choice = answer === KEEP ? picked : step.choices.find(({ label }) => label === answer);
    assert.ok(choice, `${step.prompt}: there is no ${String(answer)}`);
    return Promise.resolve(choice.value);
  }

  chooseSeveral<T>(step: ChoiceStep<T>): Promise<readonly T[] | typeof BACK | undefined> {
    const picked = step.choices.filter(({ isPicked }) => isPicked);
    this.#noteChoices(step, picked);
    const answer = this.#next(step);
    if (typeof answer === 'symbol' && answer !== KEEP) {
      return Promise.resolve(answer === BACK ? BACK : undefined);
    }
    const labels: readonly unknown[] = Array.isArray(answer) ? answer : [];
    const chosen = answer === KEEP ? picked : step.choices.filter(({ label }) => labels.includes(label));
    assert.ok(answer === KEEP || chosen.length === labels.length, `${step.prompt}: not all of ${String(answer)}`);
    return Promise.resolve(chosen.map(({ value }) => value));
  }

  /** Types the first answer, and picks the next one among what is found. */
  async search<T>(step: SearchStep<T>): Promise<T | typeof BACK | undefined> {
    assertShowable(step.prompt);
    this.asked.push(step.prompt);
    const typed = this.#next(step);
    if (typeof typed === 'symbol') {
      return typed === BACK ? BACK : undefined;
    }
    const choices = await step.find(String(typed), new AbortController().signal);
    return this.choose({ ...step, choices });
  }

  confirm(question: string, detail: string, action: string): Promise<boolean> {
    this.#note({ title: '' }, question, detail);
    const answer = this.#next({ title: question });
    assert.ok(answer === action || answer === LEAVE);
    return Promise.resolve(answer === action);
  }

  tell(message: string, ...buttons: string[]): Promise<string | undefined> {
    assertShowable(message);
    this.told.push(message);
    return Promise.resolve(buttons.find((title) => title === this.presses));
  }

  copy(text: string, confirmation: string): Promise<void> {
    this.copied.push(text);
    return this.tell(confirmation).then(() => undefined);
  }

  /** Notes a message with a link as long as it is shown. */
  async during<T>(what: string, work: (signal: AbortSignal) => Promise<T>, link?: Link): Promise<T> {
    assertShowable(what);
    if (link) {
      this.told.push(what);
      this.shown.add(what);
      void (link.title === this.presses && link.follow());
    }
    try {
      return await work(this.cancels ? AbortSignal.abort() : new AbortController().signal);
    } finally {
      this.shown.delete(what);
    }
  }

  #noteChoices<T>(step: ChoiceStep<T>, picked: readonly Choice<T>[]): void {
    this.choices = step.choices;
    for (const { label, description = '', detail = '' } of step.choices) {
      [label, description, detail].forEach(assertShowable);
    }
    this.#note(step, step.prompt, picked.map(({ label }) => label).join(', '));
  }

  #note({ title, canGoBack }: Step, prompt: string, value: string): void {
    assertShowable(`${title}${prompt}`);
    this.asked.push(`${canGoBack ? '< ' : ''}${prompt}${value === '' ? '' : ` [${value}]`}`);
  }

  #next(step: Step & { readonly prompt?: string }): Answer {
    const answer = this.#answers.shift();
    assert.ok(answer !== undefined, `nothing is known to answer to: ${step.prompt ?? step.title}`);
    assert.ok(answer !== BACK || step.canGoBack === true, `one cannot go back from: ${step.prompt ?? step.title}`);
    return answer;
  }
}

/** A text of one line, of a length to be read, with nothing in it that is not seen. */
function assertShowable(text: string): void {
  assert.ok(text.length <= 3_000, 'too long to show');
  assert.doesNotMatch(text.replaceAll('\n\n', ' '), /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/u);
}
