import { v5 } from 'uuid';
import type { Asked } from './api.js';

/** The namespace of the Integration IDs of Coder's providers (RFC 9562, section 6.6). Changing it would change all IDs. */
const NAMESPACE = '2c9e7a4f-5d83-4b16-9e0b-6a1f8d27c350';

/** The Integration ID of a provider: Coder itself has none, and code asks for a GUID. The same on every machine. */
export function integrationId(deploymentUrl: string, asked: Asked): string {
  return v5(JSON.stringify([deploymentUrl, asked]), NAMESPACE);
}
