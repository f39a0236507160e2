import { isRecord } from '../../core/record.js';
import type { Method } from '../../workbench/wire.js';

/** The parameters of a call. Their values are not checked yet. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Reads the parameters of a call from a request's body, which repeats the method. `undefined` if it is not such a call. */
export function parametersIn(body: Buffer, method: Method): Parameters | undefined {
  const call = parse(body);
  // Python names the method with a leading slash.
  if (!call || ![method, `/${method}`].some((name) => name === call['method'])) {
    return undefined;
  }
  // R sends an empty list if there are no parameters.
  return isRecord(call['kwparams']) ? call['kwparams'] : {};
}

function parse(body: Buffer): Parameters | undefined {
  try {
    const call: unknown = JSON.parse(body.toString());
    return isRecord(call) ? call : undefined;
  } catch {
    return undefined;
  }
}
