import { formsOf } from '../../secretForms.js';

/** Where no secret may be. */
export const places = [
  'log channel',
  'logs',
  'messages',
  'screen',
  'documents',
  'clipboard',
  'URIs',
  'settings',
  'state of the editor',
  'storage on disk',
  'command lines',
  'browser console',
] as const;

export type Place = (typeof places)[number];

/** Something that was found in one place: a file, a message, a command line. */
export interface Evidence {
  readonly place: Place;
  /** Which of the place's things it is, such as the name of the file. */
  readonly what: string;
  readonly content: string | Buffer;
}

export interface Secret {
  readonly kind: string;
  readonly value: string;
}

/** A secret in a place where it does not belong. Without its value, since leaks are printed. */
export interface Leak {
  readonly kind: string;
  readonly place: Place;
  readonly what: string;
}

/** Each secret in each piece of evidence that contains it in any encoding. */
export function findLeaks(secrets: readonly Secret[], evidence: readonly Evidence[]): readonly Leak[] {
  const wanted = secrets.map(({ kind, value }) => ({ kind, forms: formsOf(value).flatMap(inBytes) }));
  return evidence.flatMap(({ place, what, content }) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return wanted
      .filter(({ forms }) => forms.some((form) => bytes.includes(form)))
      .map(({ kind }) => ({ kind, place, what }));
  });
}

/** @throws Error that names each leak by kind and place, and quotes none. */
export function assertNoLeaks(secrets: readonly Secret[], evidence: readonly Evidence[]): void {
  const leaks = findLeaks(secrets, evidence).map(({ kind, place, what }) => `${kind} in ${place}: ${what}`);
  if (leaks.length > 0) {
    // The name of a file may contain a secret, too.
    throw new Error(`Secrets leak.\n${withoutSecrets([...new Set(leaks)].join('\n'), secrets)}`);
  }
}

/** Some databases store text as UTF-16. */
function inBytes(text: string): Buffer[] {
  return [Buffer.from(text), Buffer.from(text, 'utf16le')];
}

function withoutSecrets(text: string, secrets: readonly Secret[]): string {
  return secrets
    .flatMap(({ value }) => formsOf(value))
    .reduce((redacted, form) => redacted.replaceAll(form, () => '[secret]'), text);
}
