import { BACK, type Dialogs } from '../../core/dialogs.js';
import { isRecord } from '../../core/record.js';
import { type Config, configValue } from '../api/configValue.js';
import * as messages from './messages.js';

/** An integration that another one can start with, in the form of Connect's API. Its secrets may be missing. */
export interface Prefill {
  readonly template: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
}

/** An integration elsewhere that another one can start with. */
export interface OfferedPrefill {
  readonly label: string;
  /** Resolves with `undefined` if the user cancels. Throws `CredentialError`. */
  readonly read: () => Promise<Prefill | undefined>;
}

export interface PrefillPorts {
  readonly dialogs: Dialogs;
  /** The name of the server. */
  readonly server: string;
  /** The local integrations, to start with one. */
  readonly prefills: () => Promise<readonly OfferedPrefill[]>;
}

/** What stands for a value that has to be entered, as in the requests that users copy: `<client secret>`. */
const PLACEHOLDER = /^<[^<>]*>$/;

export const isPlaceholder = (value: string): boolean => PLACEHOLDER.test(value);

const EMPTY: Prefill = { template: '', name: undefined, description: undefined, config: {} };

/** Asks what an integration starts with. Without a template in it, the user picks one. Throws `CredentialError`. */
export async function askForStart(ports: PrefillPorts): Promise<Prefill | typeof BACK | undefined> {
  const { dialogs, server } = ports;
  const prefills = await ports.prefills();
  const start = await dialogs.choose<OfferedPrefill | 'template' | 'json'>({
    ...{ title: messages.createTitle(server), prompt: messages.pickStart() },
    choices: [
      { label: messages.fromTemplate(), value: 'template', isPicked: true },
      { label: messages.fromJson(), detail: messages.fromJsonDetail(), value: 'json' },
      ...prefills.map((value) => ({ label: value.label, description: messages.fromLocal(), value })),
    ],
  });
  if (start === undefined || start === BACK) {
    return start;
  }
  if (start !== 'json') {
    return start === 'template' ? EMPTY : start.read();
  }
  const text = await dialogs.text({
    ...{ title: messages.createTitle(server), canGoBack: true, prompt: messages.pasteJson(), isSecret: true },
    problemOf: (typed) => (prefillIn(typed) ? undefined : messages.jsonWrong()),
  });
  return text === undefined || text === BACK ? text : prefillIn(text);
}

/** The body of a request to Connect's API; `undefined` if the text is not one. */
function prefillIn(text: string): Prefill | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(json) || typeof json['template'] !== 'string' || !isRecord(json['config'])) {
    return undefined;
  }
  const { template, name, description, config } = json;
  return {
    ...{ template, config },
    name: typeof name === 'string' ? name : undefined,
    description: typeof description === 'string' ? description : undefined,
  };
}

/** The values that are known, without placeholders. */
export function configOf(config: Prefill['config']): Config {
  return Object.fromEntries(
    Object.entries(config).flatMap(([name, value]) => {
      const known = configValue(value);
      return known === undefined || (typeof known === 'string' && isPlaceholder(known)) ? [] : [[name, known]];
    }),
  );
}
