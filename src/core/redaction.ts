import type { Secret } from './secret.js';

/** Characters from which on a field can't be guessed. A shorter one may be a user's name, or a word. */
const MIN_FIELD_LENGTH = 16;

/** Characters at the beginning of a long secret by which it is found: whoever repeats so many may have cut off the rest. */
export const FOUND_BY = 32;

/** A way to write characters as longer sequences. */
interface Encoding {
  readonly sequences: RegExp;
  /** @param hex of one character, where there is one */
  readonly decode: (sequence: string, hex: string | undefined) => string;
}

/** A backslash stands for nothing by itself: what it escapes follows. JSON within JSON has several. */
const JSON_ESCAPES: Encoding = {
  sequences: /\\+(?:u([0-9a-f]{4}))?/gi,
  decode: (_, hex) => (hex === undefined ? '' : characterOf(hex)),
};

/** ASCII, or some octets of UTF-8; encoded once or repeatedly. */
const PERCENT_ENCODING: Encoding = {
  sequences: /%(?:25)*([0-7][0-9a-f])|(?:%(?:25)*[89a-f][0-9a-f])+/gi,
  decode: (sequence, hex) =>
    hex === undefined ? Buffer.from(sequence.replace(/%(?:25)*/g, ''), 'hex').toString() : characterOf(hex),
};

/** Each may be within the other. Not until nothing is encoded any more: a hostile text could make that take long. */
const ENCODINGS = [JSON_ESCAPES, PERCENT_ENCODING, JSON_ESCAPES, PERCENT_ENCODING];

/**
 * A text from the server to which `secrets` were sent, with `[secret]` wherever it repeats one. A secret may be made of
 * fields, as in `value|expiry|signature; path=/`: each is one by itself too, unless it is short, or a date. They are found as
 * they were sent, percent-encoded or decoded, and with JSON's escapes, in upper and lower case. JSON stays JSON.
 *
 * It takes time in proportion to the text, which may be hostile, and never throws: an error would hide what went wrong.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  try {
    const wanted = new Set(secrets.flatMap((secret) => fieldsOf(secret.reveal())));
    // Also with some encodings left: what comes after a secret can look like an encoding together with its end.
    const stages = ENCODINGS.reduce(
      (done, { sequences, decode }) => [...done, (done.at(-1) ?? '').replace(sequences, decode)],
      [text],
    ).map(inLowerCase);
    const spans = stages.map((stage) => [...wanted].flatMap((field) => occurrences(field, stage)));
    return spans.every(({ length }) => length === 0) ? text : withoutSpans(text, spans);
  } catch {
    return '[not shown]';
  }
}

/** What of a secret must not be seen, as it is and decoded: all of it, and its fields. */
function fieldsOf(secret: string): readonly string[] {
  const hard = secret.split(/[\s|;,]+/).filter((field) => {
    const readable = decoded(field);
    return readable.length >= MIN_FIELD_LENGTH && !readable.includes(' ');
  });
  return [secret, ...hard].flatMap((field) => [inLowerCase(field), decoded(field)]).filter((field) => field !== '');
}

/** From where to where something stands: the second is the first index that is no longer part of it. */
type Span = readonly [from: number, to: number];

/** Where a field, or the beginning of a long one, is in a text. Both are decoded. */
function occurrences(field: string, text: string): readonly Span[] {
  const spans: Span[] = [];
  const beginning = field.slice(0, FOUND_BY);
  for (let from = text.indexOf(beginning); from !== -1;) {
    let length = beginning.length;
    while (length < field.length && field[length] === text[from + length]) {
      length += 1;
    }
    spans.push([from, from + length]);
    from = text.indexOf(beginning, from + length);
  }
  return spans;
}

/** A text without encodings, in lower case. */
function decoded(text: string): string {
  return inLowerCase(ENCODINGS.reduce((rest, { sequences, decode }) => rest.replace(sequences, decode), text));
}

/** Of ASCII alone, so that no index changes. */
function inLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function characterOf(hex: string): string {
  return String.fromCharCode(parseInt(hex, 16));
}

/** @param spans of each stage of decoding, beginning with the text itself; each in any order */
function withoutSpans(text: string, spans: readonly (readonly Span[])[]): string {
  let rest = 0;
  let result = '';
  for (const [from, to] of sourcesOf(text, spans).sort(([one], [other]) => one - other)) {
    if (from >= rest) {
      result += `${text.slice(rest, from)}[secret]`;
    }
    rest = Math.max(rest, to);
  }
  return result + text.slice(rest);
}

/** What in a text stands for the spans of each stage of decoding it. */
function sourcesOf(text: string, spans: readonly (readonly Span[])[]): Span[] {
  const steps: Step[] = [];
  ENCODINGS.reduce((rest, encoding) => {
    const step = stepOf(rest, encoding);
    steps.push(step);
    return step.decoded;
  }, text);
  return spans.flatMap((ofStage, stage) =>
    ofStage.map((span) =>
      steps
        .slice(0, stage)
        .reduceRight<Span>(([from, to], { begins, ends }) => [begins[from] ?? 0, ends[to - 1] ?? text.length], span),
    ),
  );
}

/** What one encoding makes of a text; and for each character of that, where begins and ends what stands for it. */
interface Step {
  readonly decoded: string;
  readonly begins: Uint32Array;
  readonly ends: Uint32Array;
}

function stepOf(text: string, { sequences, decode }: Encoding): Step {
  const decoded = text.replace(sequences, decode);
  const [begins, ends] = [new Uint32Array(decoded.length), new Uint32Array(decoded.length)];
  let [count, begin, at] = [0, 0, 0];
  const add = (characters: number, end: number): void => {
    begins.fill(begin, count, count + characters);
    ends.fill(end, count, count + characters);
    count += characters;
    at = end;
    // What stands for nothing belongs to what follows it: a backslash would escape something else in JSON.
    begin = characters === 0 ? begin : end;
  };
  const addPlain = (end: number): void => {
    while (at < end) {
      add(1, at + 1);
    }
  };
  for (const match of text.matchAll(sequences)) {
    const [sequence, hex] = match;
    addPlain(match.index);
    add(decode(sequence, hex).length, match.index + sequence.length);
  }
  addPlain(text.length);
  return { decoded, begins, ends };
}
