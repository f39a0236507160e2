import { BACK } from '../../core/dialogs.js';
import type { Secret } from '../../core/secret.js';
import { nicknameFor } from '../address.js';
import type { KnownServer } from '../knownServers.js';
import type { ConnectServer } from '../server.js';
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
 * Asks for the address of a server, looks whether there is a Posit Connect, and asks for an API key if it has no OAuth. Its
 * nickname is that of another tool, or its host. Resolves with `undefined` if the user cancels.
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
    const { url, hasOAuth } = found.server;
    const apiKey = hasOAuth ? undefined : await keyFor(ports, found, taken);
    if (apiKey === undefined && !hasOAuth) {
      return undefined;
    }
    if (apiKey !== BACK) {
      const name = nameFor(ports.servers, url, taken?.name);
      const becomesDefault = taken?.isDefault === true && ports.servers.every(({ isDefault }) => !isDefault);
      const isDefault = becomesDefault && taken.url === url;
      return { fields: { name, url, ...found.trust, ...(isDefault ? { default: true } : {}) }, apiKey };
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
function nameFor(servers: readonly ConnectServer[], url: string, proposed: string | undefined): string {
  const isFree = proposed !== undefined && servers.every(({ name }) => name !== proposed);
  return servers.find((each) => each.url === url)?.name ?? (isFree ? proposed : nicknameFor(url, servers));
}
