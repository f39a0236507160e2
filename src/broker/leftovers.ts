import type { Stats } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type BrokerState, FOLDER_PREFIX, readState, type RuntimeFolder } from './runtimeFolder.js';

/** The name of a broker's folder, with the process that created it. */
const NAME = new RegExp(`^${FOLDER_PREFIX}(\\d+)-\\w+$`);

/** Milliseconds after which a folder may be unused: a running broker writes its files much more often. */
const UNUSED_AFTER = 2 * 60 * 60_000;

/** Milliseconds after which it is unused, even if a process has the number of its broker: systems reuse numbers. */
const STALE_AFTER = 31 * 24 * 60 * 60_000;

/** Where a broker ran. */
export interface FormerPlace extends Pick<BrokerState, 'port' | 'key'> {
  readonly folder: string;
  /** Whether the process that it belongs to still runs, as far as can be seen. */
  readonly isInUse: boolean;
}

/**
 * Where brokers of a window ran, the latest first. One of them may still be running: only a broker that can listen at the
 * port may take over the place.
 */
export async function formerPlaces(parent: string, window: string): Promise<readonly FormerPlace[]> {
  const folders = await ownFolders(parent);
  const places = await Promise.all(
    folders.map(async ({ folder, facts }) => ({ folder, used: facts.mtimeMs, state: await readState(folder) })),
  );
  return places
    .sort((one, other) => other.used - one.used)
    .flatMap(({ folder, state }) =>
      state?.window === window ? [{ folder, port: state.port, key: state.key, isInUse: isProcess(state.process) }] : [],
    );
}

/**
 * Removes the folders of brokers that no longer run: those whose process is gone, and that were not written to for hours.
 * The process alone is not enough, since one in another container or on another machine that shares the parent is invisible.
 *
 * @param own a folder that was just written to: times are compared by the clock of the file system
 */
export async function removeStale(parent: string, own: RuntimeFolder): Promise<void> {
  const now = await lastWritten(own.path, await lstat(own.path));
  for (const { folder, pid, facts } of await ownFolders(parent)) {
    const age = now - (await lastWritten(folder, facts));
    const isStale = age > STALE_AFTER || (age > UNUSED_AFTER && !isProcess((await readState(folder))?.process ?? pid));
    if (isStale && folder !== own.path) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

interface Found {
  readonly folder: string;
  /** The process that created it. */
  readonly pid: number;
  readonly facts: Stats;
}

/** The folders of this user's brokers. */
async function ownFolders(parent: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const name of await readdir(parent)) {
    const pid = Number(NAME.exec(name)?.[1]);
    const folder = path.join(parent, name);
    const facts = Number.isNaN(pid) ? undefined : await factsOf(folder);
    if (facts?.isDirectory() && isOwn(facts)) {
      found.push({ folder, pid, facts });
    }
  }
  return found;
}

/** When a folder, or what is directly in it, was last written to; in milliseconds since the epoch. */
async function lastWritten(folder: string, { mtimeMs }: Stats): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(names.map((name) => factsOf(path.join(folder, name))));
  return Math.max(mtimeMs, ...files.map((facts) => facts?.mtimeMs ?? 0));
}

/** `undefined` if there is nothing: another window may have removed it by now. */
function factsOf(file: string): Promise<Stats | undefined> {
  return lstat(file).catch(() => undefined);
}

/** On Windows, where users have no number, everything in the temporary folder is the user's own. */
function isOwn({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It may be another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
