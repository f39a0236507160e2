import type { JsonResponse } from '../../../src/core/httpClient.js';
import { failureOf } from '../../../src/workbench/failedAnswer.js';
import { hasSucceeded } from '../../../src/workbench/protocol.js';

/** The result in an answer. Throws what is wrong with one that holds none. */
export function parseAnswer(response: JsonResponse): Readonly<Record<string, unknown>> {
  if (hasSucceeded(response)) {
    return response.json;
  }
  throw failureOf(response);
}
