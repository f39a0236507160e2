import { t } from '@vscode/l10n';
import type { ErrorAnswer } from '../../coder/wire.js';
import { CredentialError } from '../../core/errors.js';
import { oneLine } from '../../core/text.js';

/*
 * What `credentials external-auth` says. Scripts may look for the words of Coder's own command, which are not translated: the
 * prefixes, and the whole of the messages that have none of our own.
 */

const creating = (problem: string): string => `create agent client: ${problem}`;
const getting = (problem: string): string => `get external auth token: ${problem}`;

export const wrongCount = (given: number): string => `wanted 1 args but got ${given}`;

export const wrongOutput = (): string => t('The output must be text or json.');

export const noUrl = (): string =>
  creating(
    `CODER_AGENT_URL must be set. ${t('Run this in a Coder workspace, or in a terminal of an editor window with integrations.')}`,
  );

export const wrongUrl = (): string => creating(t('The agent URL must begin with http:// or https://.'));

export const wrongAuth = (auth: string): string =>
  creating(t('The authentication {0} is not supported. Use --auth token.', oneLine(auth, 40)));

export const noToken = (): string => creating('Either CODER_AGENT_TOKEN or CODER_AGENT_TOKEN_FILE must be set');

/** The token itself is not repeated. */
export const wrongToken = (): string =>
  creating(t('The agent token is empty, or has characters that no header can hold. Check where it comes from.'));

export function tokenFileNotRead(file: string, error: unknown): string {
  const reason = error instanceof CredentialError ? error.message : codeOf(error);
  return creating(`read token file "${oneLine(file, 200)}": ${reason}`);
}

export const noWindow = (error: unknown): string => creating(sentenceOf(error));

export function refused(status: number, error: ErrorAnswer | undefined, received: string): string {
  const said = error ? [error.message, error.detail ?? ''] : [t('The answer is not one of Coder ({0}).', received)];
  const texts = said.map((text) => oneLine(text, 400)).filter((text) => text !== '');
  return getting(`unexpected status code ${status}: ${texts.join(' ')}`);
}

/** @param isOnThisMachine whether it may be an editor window, which has another port after it was closed */
export const notAnswered = (error: unknown, isOnThisMachine: boolean): string =>
  getting(
    isOnThisMachine
      ? `${sentenceOf(error)} ${t('Check the agent URL. If it is that of an editor window, open a new terminal in the editor.')}`
      : sentenceOf(error),
  );

export const notUnderstood = (field: string): string =>
  getting(
    t('The answer could not be understood: {0} is missing or wrong.', field === '' ? 'JSON' : oneLine(field, 60)),
  );

export const tooSlow = (seconds: number): CredentialError =>
  new CredentialError('network', t('There was no answer within {0} seconds. Try again.', seconds));

export const noExtra = (): string => 'no extra properties found for token';

export const unsupportedPath = (path: string): string =>
  t(
    'The path {0} is not supported: queries, modifiers, pipes and several paths at once are not. Use --output json and another program, such as jq.',
    oneLine(path, 80),
  );

export const unsafeExtra = (): string =>
  t('The field contains control characters and is not written. Use --output json.');

export const unexpected = (error: string): string => t('Unexpected error: {0}', error);

export const inWorkspace = (): CredentialError =>
  new CredentialError(
    'rejected',
    t('This is a Coder workspace, where Coder itself answers. Run the command without "credentials coder run".'),
  );

export const oneAnswer = (): CredentialError =>
  new CredentialError('rejected', t('Say how to answer: with one of --token TOKEN, --url URL and --status NUMBER.'));

function sentenceOf(error: unknown): string {
  return error instanceof CredentialError ? error.message : codeOf(error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : t('unknown reason');
}
