import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { anyOf } from '../core/lists.js';
import { oneLine } from '../core/text.js';

/** The endings of files that hold a certificate in binary form (DER), as rsconnect-python knows them. */
const BINARY = ['.cer', '.der'];

/** The endings of files that hold certificates as text (PEM). */
const TEXT = ['.ca-bundle', '.crt', '.key', '.pem'];

/** Reads the CA certificates of a file, as PEM text. Throws `CredentialError` (`configuration`) that names the file. */
export async function readCertificates(file: string): Promise<string> {
  const ending = path.extname(file).toLowerCase();
  if (![...BINARY, ...TEXT].includes(ending)) {
    throw failure(file, t('its name must end with {0}', anyOf([...BINARY, ...TEXT])));
  }
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch (error) {
    throw failure(file, t('it cannot be read'), error);
  }
  try {
    // Some files of these names hold text all the same.
    const isText = content.includes('-----BEGIN CERTIFICATE-----');
    const first = new X509Certificate(content);
    return isText ? content.toString('utf8').trim() : first.toString().trim();
  } catch (error) {
    throw failure(file, t('it contains no certificate'), error);
  }
}

function failure(file: string, why: string, cause?: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The file {0} cannot be used as a CA certificate: {1}.', oneLine(file, 300), why),
    { cause },
  );
}
