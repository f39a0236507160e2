import { BACK } from '../../core/dialogs.js';
import type { Secret } from '../../core/secret.js';
import { nicknameFor } from '../address.js';
import type { KnownServer } from '../knownServers.js';
import type { ServerFields } from '../settings.js';
import { askForAddress, takeOver } from './askForAddress.js';
import { keyFor } from './askForKey.js';
import * as messages from './messages.js';
import type { AddServerPorts } from './ports.js';

/** A server to add, and the API key to sign in with; without one, the user signs in with OAuth. */
export interface AskedServer {
  readonly fields: ServerFields;
  readonly apiKey: Secret | undefined;
}

/** The choice of an address that no tool knows. */
const OTHER = Symbol('other');

/**
 * Asks for the address of a server, looks whether there is a Posit Connect, and asks for a nickname; for an API key too if the
 * server has no OAuth. Resolves with `undefined` if the user cancels.
 */
export async function askForServer(ports: AddServerPorts): Promise<AskedServer | undefined> {
  const start = await askForKnown(ports);
  if (start === undefined) {
    return undefined;
  }
  const taken = start === OTHER ? undefined : start;
  let typed = taken?.url ?? '';
  let isKnown = taken !== undefined;
  for (;;) {
    const found = (isKnown && taken ? await takeOver(ports, taken) : undefined) ?? (await askForAddress(ports, typed));
    isKnown = false;
    if (!found) {
      return undefined;
    }
    const existing = ports.servers.find(({ url }) => url === found.server.url);
    const name = existing?.name ?? (await askForName(ports, found.server.url, taken?.name));
    if (name === undefined) {
      return undefined;
    }
    if (name !== BACK) {
      const becomesDefault = taken?.isDefault === true && ports.servers.every(({ isDefault }) => !isDefault);
      const fields = {
        ...{ name, url: found.server.url, ...found.trust },
        ...(becomesDefault && taken.url === found.server.url ? { default: true } : {}),
      };
      const apiKey = found.server.hasOAuth ? undefined : await keyFor(ports, found, taken);
      if (apiKey === undefined && !found.server.hasOAuth) {
        return undefined;
      }
      if (apiKey !== BACK) {
        return { fields, apiKey };
      }
    }
    typed = found.typed;
  }
}

/** Offers the servers that other tools know. */
async function askForKnown({ dialogs, known }: AddServerPorts): Promise<KnownServer | typeof OTHER | undefined> {
  if (known.length === 0) {
    return OTHER;
  }
  const picked = await dialogs.choose<KnownServer | typeof OTHER>({
    ...{ title: messages.title(), prompt: messages.pickKnown() },
    choices: [
      ...known.map((value) => ({
        ...{
          label: value.name,
          description: value.url,
          detail: messages.knownTo(value.origin, value.isDefault),
          value,
        },
      })),
      { label: messages.otherAddress(), value: OTHER },
    ],
  });
  return picked === BACK ? undefined : picked;
}

/** @param proposed the nickname that another tool has */
function askForName(
  { dialogs, servers }: AddServerPorts,
  url: string,
  proposed: string | undefined,
): Promise<string | typeof BACK | undefined> {
  const isFree = proposed !== undefined && servers.every(({ name }) => name !== proposed);
  return dialogs.text({
    ...{ title: messages.title(), canGoBack: true, prompt: messages.enterName() },
    value: isFree ? proposed : nicknameFor(url, servers),
    problemOf: (name) => {
      if (name === '') {
        return messages.nameMissing();
      }
      return servers.some((each) => each.name === name) ? messages.nameTaken(name) : undefined;
    },
  });
}
