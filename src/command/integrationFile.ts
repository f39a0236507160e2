import * as messages from './integrationMessages.js';
import { type Input, readJsonObject } from './jsonFile.js';

/**
 * The body of a request that creates an integration. Throws `CredentialError`, which never contains a part of it: it has secrets.
 *
 * @param file a path, or `-` for standard input
 */
export function readIntegration(file: string, input: Input): Promise<Readonly<Record<string, unknown>>> {
  return readJsonObject(file, messages.expectedInFile(), input);
}
