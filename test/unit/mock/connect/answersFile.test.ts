import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CredentialError } from '../../../../src/core/errors.js';
import { Secret } from '../../../../src/core/secret.js';
import { plain } from '../../local/plain.js';
import { answersFile } from '../../../../src/mock/connect/answersFile.js';

const DOCUMENT = path.join(import.meta.dirname, '../../../../docs/mock.md');

const ANY = { kind: undefined, audience: undefined, resource: undefined, scope: undefined };
const USUAL = { type: 'token', delay: 0, token: undefined, expiresIn: undefined };

const answerIn = (answer: unknown) => {
  const [rule] = answersFile({ rules: [{ answer }] }, 'answers.json').rules;
  return rule?.answers;
};

describe('A file with answers', () => {
  it('may be empty', () => {
    assert.deepEqual(answersFile({}, 'answers.json'), { rules: [], associations: undefined });
  });

  it('may be the example of the documentation', () => {
    const [, example = ''] = /```json\n(\{.*?)```/s.exec(readFileSync(DOCUMENT, 'utf8')) ?? [];
    assert.equal(answersFile(JSON.parse(example), 'answers.json').rules.length, 3);
  });

  it('has rules with one answer or several, before the answers to other requests', () => {
    const { rules } = answersFile(
      {
        answers: [{}],
        rules: [
          { kind: 'aws', audience: 'a', resource: 'r', scope: 's t', answer: {} },
          { kind: 'api-key', answers: [{}, {}] },
        ],
      },
      'answers.json',
    );
    assert.deepEqual(rules, [
      { kind: 'aws', audience: 'a', resource: 'r', scope: 's t', place: 'rules[0].answer', answers: USUAL },
      { ...ANY, kind: 'api-key', place: 'rules[1].answers', answers: [USUAL, USUAL] },
      { ...ANY, place: 'answers', answers: [USUAL] },
    ]);
  });

  it('has answers with a token, an error, or anything else', () => {
    const token = { type: 'token', token: new Secret('one'), expiresIn: 60, delay: 5 };
    assert.deepEqual(plain(answerIn({ token: 'one', expires_in: 60, delay: 5 })), plain(token));
    assert.deepEqual(answerIn({ error: 219, message: 'no', status: 500 }), {
      ...{ type: 'error', code: 219, message: 'no', status: 500, delay: 0 },
    });
    assert.deepEqual(answerIn({ error: 219 }), {
      ...{ type: 'error', code: 219, message: undefined, status: undefined, delay: 0 },
    });
    assert.deepEqual(answerIn({ status: 502 }), { type: 'raw', status: 502, headers: {}, body: '', delay: 0 });
    assert.deepEqual(answerIn({ headers: { 'X-One': '1' }, body: 'text' }), {
      ...{ type: 'raw', status: 200, headers: { 'x-one': '1' }, body: 'text', delay: 0 },
    });
    for (const body of [null, 1, false, [], { a: 1 }]) {
      const answer = answerIn({ body });
      assert.deepEqual(answer, {
        ...{ type: 'raw', status: 200, headers: { 'content-type': 'application/json' }, delay: 0 },
        body: JSON.stringify(body),
      });
    }
  });

  const mistakes: readonly (readonly [file: unknown, place: string, problem: RegExp])[] = [
    [[], '', /an object/],
    [{ answer: {} }, 'answer', /no such field. Use one of rules, answers, associations/],
    [{ answers: {} }, 'answers', /a list/],
    [{ answers: ['hunter2'] }, 'answers[0]', /an object/],
    [{ answers: [{}, { tokn: 'hunter2' }] }, 'answers[1].tokn', /no such field. Use one of token, /],
    [{ answers: [{ 'a b': 1 }] }, 'answers[0]["a b"]', /no such field/],
    [JSON.parse('{"answers": [{"__proto__": 1}]}'), 'answers[0].__proto__', /no such field/],
    [{ answers: [{ token: '' }] }, 'answers[0].token', /not empty/],
    [{ answers: [{ token: 1 }] }, 'answers[0].token', /a text/],
    [{ answers: [{ expires_in: null }] }, 'answers[0].expires_in', /a whole number from 0/],
    [{ answers: [{ expires_in: 1.5 }] }, 'answers[0].expires_in', /a whole number/],
    [{ answers: [{ delay: -1 }] }, 'answers[0].delay', /from 0 to 600000/],
    [{ answers: [{ delay: 600_001 }] }, 'answers[0].delay', /from 0 to 600000/],
    [{ answers: [{ error: '212' }] }, 'answers[0].error', /from 1 to 9999/],
    [{ answers: [{ error: 212, token: 'hunter2' }] }, 'answers[0].token', /does not fit/],
    [{ answers: [{ error: 212, body: 'hunter2' }] }, 'answers[0].body', /does not fit/],
    [{ answers: [{ error: 212, status: 200 }] }, 'answers[0].status', /from 400 to 599/],
    [{ answers: [{ status: 100 }] }, 'answers[0].status', /from 200 to 599/],
    [{ answers: [{ status: 200, token: 'hunter2' }] }, 'answers[0].token', /does not fit/],
    [{ answers: [{ message: 'hunter2' }] }, 'answers[0].message', /does not fit/],
    [{ answers: [{ headers: [] }] }, 'answers[0].headers', /an object/],
    [{ answers: [{ headers: { 'a b': '1' } }] }, 'answers[0].headers["a b"]', /not a header/],
    [{ answers: [{ headers: { a: 'x\r\ny: z' } }] }, 'answers[0].headers.a', /not a header/],
    [{ answers: [{ headers: { 'Content-Length': '1' } }] }, 'answers[0].headers.Content-Length', /follows/],
    [{ rules: [{ kind: 'user', answer: {} }] }, 'rules[0].kind', /viewer, content, id_token, aws, api-key/],
    [{ rules: [{ audience: '', answer: {} }] }, 'rules[0].audience', /not empty/],
    [{ rules: [{}] }, 'rules[0]', /either answer or answers/],
    [{ rules: [{ answer: {}, answers: [] }] }, 'rules[0]', /either answer or answers/],
    [{ rules: [{ answers: [{}, { delay: 'x' }] }] }, 'rules[0].answers[1].delay', /a whole number/],
    [{ associations: [{ name: 'x' }] }, 'associations[0]', /guid/],
    [{ associations: [{ guid: 'x', auth_type: 'viewer' }] }, 'associations[0].auth_type', /one of Viewer, /],
  ];
  for (const [file, place, problem] of mistakes) {
    it(`is refused because of ${place || 'the whole file'} in ${JSON.stringify(file)}`, () => {
      assert.throws(
        () => answersFile(file, 'answers.json'),
        (error) => {
          assert.ok(error instanceof CredentialError);
          const at = place === '' ? '' : ` at ${place}`;
          assert.ok(error.message.startsWith(`The file answers.json is wrong${at}: `), error.message);
          assert.match(error.message, problem);
          assert.match(error.message, /Correct it, then run the command again\.$/);
          assert.doesNotMatch(error.message, /hunter2/);
          return true;
        },
      );
    });
  }
});
