import type { Logger } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import { hasCode } from '../core/systemErrors.js';
import type { Face, FaceFactory } from './face.js';
import { newKey } from './key.js';
import type { FormerPlace } from './leftovers.js';
import { type BrokerState, RuntimeFolder } from './runtimeFolder.js';
import { BrokerServer } from './server.js';

/** Where a broker runs: without a folder, one is to be created. */
type Place = Pick<FormerPlace, 'port' | 'key'> & { readonly folder: string | undefined };

/** A server that listens, before its folder is ready. */
export interface Listening {
  readonly server: BrokerServer;
  readonly faces: readonly Face[];
  readonly place: Place;
  /** Whether another program has the port of a former time. */
  readonly hasLostPort: boolean;
}

/**
 * Listens at the same port as before if it is free, so that open terminals and their programs keep working. At another
 * port no credential of before is valid: the program that uses the former port now, perhaps another user's, may have
 * received one.
 */
export async function listen(
  factories: readonly FaceFactory[],
  formerPlaces: readonly FormerPlace[],
  log: Logger,
): Promise<Listening> {
  const listenAt = async (key: Secret, port?: number) => {
    const faces = factories.map((create) => create(key));
    return { server: await BrokerServer.listen(faces, log, port), faces };
  };
  let hasLostPort = false;
  for (const place of formerPlaces) {
    try {
      return { ...(await listenAt(place.key, place.port)), place, hasLostPort: false };
    } catch {
      // Another window of the same workspace runs there, or another program.
      hasLostPort ||= !place.isInUse;
    }
  }
  const key = newKey();
  const { server, faces } = await listenAt(key);
  return { server, faces, place: { port: server.port, key, folder: undefined }, hasLostPort };
}

/** Creates the runtime folder, or takes over the former one, and writes its files. @param parent where to create it */
export async function prepareFolder(
  parent: string,
  { place, faces }: Listening,
  state: BrokerState,
): Promise<RuntimeFolder> {
  const prepare = async () => {
    const folder = await RuntimeFolder.create(parent, place.folder);
    await folder.writeState(state);
    await folder.writeFiles(filesOf(faces));
    return folder;
  };
  try {
    return await prepare();
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) {
      throw error;
    }
    // Another window may have removed it in the meantime, since it looked unused.
    return prepare();
  }
}

/** The files in which callers find their credentials, by name. */
export function filesOf(faces: readonly Face[]): Readonly<Record<string, Secret>> {
  return Object.assign({}, ...faces.map((face) => face.files())) as Record<string, Secret>;
}
