import type { Secret } from './secret.js';

/** The shortest field, in characters, that is treated as a secret. A shorter one may be a user name or a word. */
const MIN_FIELD_LENGTH = 16;

/** How many leading characters identify a long secret: a server may repeat only part of it. */
export const FOUND_BY = 32;

/** An encoding that writes characters as longer sequences. */
interface Encoding {
  readonly sequences: RegExp;
  /** @param hex the code of a single character, if the sequence has one */
  readonly decode: (sequence: string, hex: string | undefined) => string;
}

/** A backslash decodes to nothing; the character that it escapes follows. JSON within JSON has several in a row. */
const JSON_ESCAPES: Encoding = {
  sequences: /\\+(?:u([0-9a-f]{4}))?/gi,
  decode: (_, hex) => (hex === undefined ? '' : characterOf(hex)),
};

/** An ASCII character or several octets of UTF-8, encoded once or repeatedly. */
const PERCENT_ENCODING: Encoding = {
  sequences: /%(?:25)*([0-7][0-9a-f])|(?:%(?:25)*[89a-f][0-9a-f])+/gi,
  decode: (sequence, hex) =>
    hex === undefined ? Buffer.from(sequence.replace(/%(?:25)*/g, ''), 'hex').toString() : characterOf(hex),
};

/** They may be nested. The number of rounds is limited because a hostile text could be nested very deeply. */
const ENCODINGS = [JSON_ESCAPES, PERCENT_ENCODING, JSON_ESCAPES, PERCENT_ENCODING];

/**
 * Replaces `secrets` that a server repeats in its response with `[secret]`. If a secret consists of fields, as in
 * `value|expiry|signature; path=/`, each field is replaced, too, unless it is short or a date. Finds them as sent,
 * percent-encoded or decoded, with JSON escapes, and in upper and lower case. JSON remains valid.
 *
 * Runs in linear time, since the text may be hostile, and never throws: an exception would hide the actual error.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  try {
    const fields = new Set(secrets.flatMap((secret) => fieldsOf(secret.reveal())));
    // Search every stage of decoding: the end of a secret and the text after it can look like an encoded character.
    const stages = ENCODINGS.reduce(
      (done, { sequences, decode }) => [...done, (done.at(-1) ?? '').replace(sequences, decode)],
      [text],
    ).map(inLowerCase);
    const spans = stages.map((stage) => [...fields].flatMap((field) => occurrences(field, stage)));
    return spans.every(({ length }) => length === 0) ? text : withoutSpans(text, spans);
  } catch {
    return '[not shown]';
  }
}

/** The texts to find for a secret, as sent and decoded: the whole secret and its fields. */
function fieldsOf(secret: string): readonly string[] {
  const secretFields = secret.split(/[\s|;,]+/).filter((field) => {
    const readable = decoded(field);
    return readable.length >= MIN_FIELD_LENGTH && !readable.includes(' ');
  });
  return [secret, ...secretFields]
    .flatMap((field) => [inLowerCase(field), decoded(field)])
    .filter((field) => field !== '');
}

/** A range of a text; `to` is exclusive. */
type Span = readonly [from: number, to: number];

/** Finds a field, or the beginning of a long one, in a text. Both are decoded. */
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

/** A decoded text in lower case. */
function decoded(text: string): string {
  return inLowerCase(ENCODINGS.reduce((rest, { sequences, decode }) => rest.replace(sequences, decode), text));
}

/** Changes only ASCII letters, so that indexes stay the same. */
function inLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function characterOf(hex: string): string {
  return String.fromCharCode(parseInt(hex, 16));
}

/** @param spans in any order, for each stage of decoding, starting with the text itself */
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

/** Maps the spans of each stage of decoding back to spans of the text. */
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

/** A text with one encoding decoded, and for each decoded character where its encoded form begins and ends. */
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
    // A sequence that decodes to nothing belongs to the next character: a leftover backslash would break the JSON.
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
