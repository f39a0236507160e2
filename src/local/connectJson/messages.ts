import { t } from '@vscode/l10n';
import { oneLine } from '../../core/text.js';

/* What is wrong with the JSON of an integration, each in a sentence. */

export function notJson(): string {
  return t(
    'This is not JSON of an integration. Paste the body of the request that creates it on Posit Connect: from {0} to {1}.',
    '{',
    '}',
  );
}

export function several(count: number): string {
  return t('This is a list of {0} integrations. Paste one of them.', count);
}

export function otherTemplate(template: string): string {
  return t('The template is {0}. Only integrations with the template custom can be used here.', oneLine(template, 40));
}

export function wrongConfig(): string {
  return t('config must be an object.');
}

export function secretNotText(): string {
  return t('client_secret must be a text.');
}
