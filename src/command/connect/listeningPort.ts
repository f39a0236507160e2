import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

/** The state of a socket that listens, in the tables of the Linux kernel (include/net/tcp_states.h). */
const LISTEN = '0A';

/**
 * A port of this machine at which a process or one of its descendants listens; `undefined` if there is none yet. On Linux
 * only: other systems have no files that tell.
 */
export async function listeningPort(pid: number): Promise<number | undefined> {
  const inodes = new Set((await Promise.all([...(await familyOf(pid))].map(socketsOf))).flat());
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => read(`/proc/net/${name}`)));
  const listening = tables.flatMap((table) => table.split('\n').slice(1)).map((line) => line.trim().split(/\s+/));
  const found = listening.find(([, , , state, , , , , , inode]) => state === LISTEN && inodes.has(inode ?? ''));
  const [, port = ''] = found?.[1]?.split(':') ?? [];
  return port === '' ? undefined : parseInt(port, 16);
}

/** A process and its descendants. */
async function familyOf(pid: number): Promise<ReadonlySet<number>> {
  const pids = (await entries('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(await Promise.all(pids.map(async (each) => [each, await parentOf(each)] as const)));
  const family = new Set([pid]);
  // A child has been started after its parent but may have a smaller id, so repeat this until no more are found.
  for (let size = 0; size < family.size;) {
    size = family.size;
    parents.forEach((parent, each) => {
      if (family.has(parent)) {
        family.add(each);
      }
    });
  }
  return family;
}

/** The name of the program is in parentheses, and may contain some itself (proc_pid_stat(5)). */
async function parentOf(pid: number): Promise<number> {
  const stat = await read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** The inodes of the sockets that a process has open. */
async function socketsOf(pid: number): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all(
    (await entries(folder)).map((name) => readlink(path.join(folder, name)).catch(() => '')),
  );
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

/** Processes end at any time. */
const read = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');
const entries = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
