import { type AgentAuthAnswer, NO_EXPIRY } from '../../coder/wire.js';
import { member, objectAt, optionalText, WrongField } from '../../core/jsonFields.js';
import { isRecord } from '../../core/record.js';
import { CoderFailure } from './coderFailure.js';
import * as messages from './messages.js';

/** An answer with all keys, as Coder's command writes it. */
export type Answer = Required<AgentAuthAnswer>;

/** Reads an answer whose token and URL can be written as they are. Throws `CoderFailure`. */
export function readAnswer(json: unknown): Answer {
  const answer = fieldsOf(json);
  if (
    answer.url === '' ? !/^[\x21-\x7e]+$/.test(answer.access_token) : !/^https?:\/\/[\x21-\x7e]+$/i.test(answer.url)
  ) {
    throw new CoderFailure(messages.notUnderstood(answer.url === '' ? 'access_token' : 'url'));
  }
  return answer;
}

/** Missing ones are empty, as in Go. */
function fieldsOf(json: unknown): Answer {
  try {
    const answer = objectAt(json, '');
    const text = (name: string) => optionalText(answer, name) ?? '';
    const extra = member(answer, 'token_extra');
    return {
      ...{ access_token: text('access_token'), token_extra: isRecord(extra) ? extra : null, url: text('url') },
      ...{ type: text('type'), expires_at: text('expires_at') || NO_EXPIRY },
      ...{ username: text('username'), password: text('password') },
    };
  } catch (error) {
    throw new CoderFailure(messages.notUnderstood(error instanceof WrongField ? error.field : ''));
  }
}
