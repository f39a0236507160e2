import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { ContentUse } from '../../core/contentUses.js';
import type { AuthType } from '../../core/integration.js';
import { Secret } from '../../core/secret.js';
import { JsonPlace } from '../jsonPlace.js';
import type { Answer, AnswersFile, RawAnswer, Rule } from './answer.js';
import { association, KINDS } from './fixed.js';
import * as messages from './messages.js';

/** Milliseconds, seconds and numbers at most: larger ones are mistakes. */
const MAX_DELAY = 600_000;
const MAX_LIFETIME = 10 * 365 * 86_400;
const MAX_ERROR = 9_999;

const AUTH_TYPES: readonly AuthType[] = ['Viewer', 'Service Account', 'Visitor API Key'];

/** Headers that follow from the body. */
const FRAMING = ['content-length', 'transfer-encoding', 'connection'];

/**
 * Reads the content of a file with answers. Throws `CredentialError`, which names the file and the position of the problem.
 *
 * @param file its name in messages
 */
export function answersFile(json: unknown, file: string): AnswersFile {
  const { rules, answers, associations } = JsonPlace.root(json, file).fields(['rules', 'answers', 'associations']);
  return {
    rules: [
      ...(rules?.items().map(rule) ?? []),
      // Answers without a rule are for the requests that no rule is for.
      ...(answers ? [{ ...ANY_REQUEST, place: answers.name, answers: sequence(answers) }] : []),
    ],
    associations: associations?.items().map(use),
  };
}

const ANY_REQUEST = { kind: undefined, audience: undefined, resource: undefined, scope: undefined };

function rule(place: JsonPlace): Rule {
  const fields = ['kind', 'audience', 'resource', 'scope', 'answer', 'answers'] as const;
  const { kind, audience, resource, scope, answer, answers } = place.fields(fields);
  const condition = {
    kind: kind?.oneOf(KINDS),
    audience: audience?.text(),
    resource: resource?.text(),
    scope: scope?.text(),
  };
  if (answer && !answers) {
    return { ...condition, place: answer.name, answers: answerAt(answer) };
  }
  if (answers && !answer) {
    return { ...condition, place: answers.name, answers: sequence(answers) };
  }
  throw place.error(messages.answerOrAnswers());
}

const sequence = (place: JsonPlace): readonly Answer[] => place.items().map(answerAt);

function answerAt(place: JsonPlace): Answer {
  const fields = ['token', 'expires_in', 'error', 'message', 'status', 'headers', 'body', 'delay'] as const;
  const { token, expires_in: expiresIn, error, message, status, headers, body, delay } = place.fields(fields);
  const isRaw = !error && (status ?? headers ?? body) !== undefined;
  const [stray] = [...(error || isRaw ? [token, expiresIn] : []), ...(error ? [headers, body] : [message])].filter(
    (each) => each !== undefined,
  );
  if (stray) {
    throw stray.error(messages.strayField());
  }
  const milliseconds = delay?.wholeNumber(0, MAX_DELAY) ?? 0;
  if (error) {
    return {
      ...{ type: 'error', delay: milliseconds, code: error.wholeNumber(1, MAX_ERROR) },
      ...{ message: message?.text(), status: status?.wholeNumber(400, 599) },
    };
  }
  if (isRaw) {
    return { ...rawAnswer(status, headers, body), delay: milliseconds };
  }
  return {
    ...{ type: 'token', delay: milliseconds },
    token: token && new Secret(token.text()),
    expiresIn: expiresIn?.wholeNumber(0, MAX_LIFETIME),
  };
}

function rawAnswer(
  status: JsonPlace | undefined,
  headers: JsonPlace | undefined,
  body: JsonPlace | undefined,
): Omit<RawAnswer, 'delay'> {
  const { text, type } = bodyAt(body);
  return {
    type: 'raw',
    status: status?.wholeNumber(200, 599) ?? 200,
    headers: { ...type, ...(headers ? headersAt(headers) : {}) },
    body: text,
  };
}

/** A text is sent as it is, anything else as JSON. */
function bodyAt(place: JsonPlace | undefined): { readonly text: string; readonly type: RawAnswer['headers'] } {
  const { value = '' } = place ?? {};
  return typeof value === 'string'
    ? { text: value, type: {} }
    : { text: JSON.stringify(value), type: { 'content-type': 'application/json' } };
}

function headersAt(place: JsonPlace): Readonly<Record<string, string>> {
  return Object.fromEntries(
    place.entries().map(([name, value]) => {
      const text = value.text();
      if (FRAMING.includes(name.toLowerCase())) {
        throw value.error(messages.framingHeader());
      }
      try {
        validateHeaderName(name);
        validateHeaderValue(name, text);
      } catch {
        throw value.error(messages.invalidHeader());
      }
      return [name.toLowerCase(), text];
    }),
  );
}

function use(place: JsonPlace): ContentUse {
  const { guid, name, template, auth_type: authType } = place.fields(['guid', 'name', 'template', 'auth_type']);
  if (!guid) {
    throw place.error(messages.guidMissing());
  }
  return association({
    ...{ guid: guid.text(), name: name?.text() ?? guid.text(), template: template?.text() ?? 'custom' },
    authType: authType?.oneOf(AUTH_TYPES) ?? 'Viewer',
  });
}
