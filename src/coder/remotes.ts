import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';

/** How many remotes are looked at. */
const MAX_REMOTES = 10;

/** Largest configuration that is read, in bytes. */
const MAX_SIZE = 1024 * 1024;

/** What is needed of the folders that are open. `vscode.workspace` has this shape. */
interface Workspace {
  readonly isTrusted: boolean;
  readonly workspaceFolders:
    readonly { readonly uri: { readonly scheme: string; readonly fsPath: string } }[] | undefined;
}

/** The paths of the folders that are open, as far as they are on this machine and the user trusts them. */
export function repositoryFolders({ isTrusted, workspaceFolders = [] }: Workspace): readonly string[] {
  const folders = isTrusted ? workspaceFolders : [];
  return folders.flatMap(({ uri: { scheme, fsPath } }) => (scheme === 'file' ? [fsPath] : []));
}

/** The URLs of the Git hosts that the repositories in these folders have as remotes, such as `https://github.com`. */
export async function gitHosts(folders: readonly string[]): Promise<readonly string[]> {
  const configs = await Promise.all(folders.map(configOf));
  return [...new Set(configs.flatMap(hostsIn))].slice(0, MAX_REMOTES);
}

/**
 * The configuration of the repository in a folder; empty if there is none. Other people may have made the folder: reading a pipe,
 * or a link to a device, might never end, and would block one of the few threads that read files for all extensions.
 */
async function configOf(folder: string): Promise<string> {
  const file = path.join(folder, '.git', 'config');
  try {
    const found = await lstat(file);
    return found.isFile() && found.size <= MAX_SIZE ? await readFile(file, 'utf8') : '';
  } catch {
    return '';
  }
}

/** The hosts of remotes in a configuration of Git, as URLs. */
export function hostsIn(config: string): readonly string[] {
  const hosts: string[] = [];
  let isRemote = false;
  for (const line of config.split('\n')) {
    if (/^\s*\[/.test(line)) {
      isRemote = /^\s*\[remote "/.test(line);
    }
    const url = isRemote ? /^\s*url\s*=\s*(\S+)\s*$/.exec(line)?.[1] : undefined;
    const host = url === undefined ? undefined : hostOf(url);
    if (host !== undefined) {
      hosts.push(host);
    }
  }
  return hosts;
}

/** The rest of a remote's URL is left out: it may contain a password. */
function hostOf(url: string): string | undefined {
  const scpLike = /^(?:[^@/\s]+@)?([a-z0-9.-]+):(?!\/\/)/i.exec(url)?.[1];
  const isUrl = /^(?:https?|ssh|git):\/\//i.test(url) && URL.canParse(url);
  const parsed = isUrl ? new URL(url) : undefined;
  const host = parsed ? (parsed.protocol.startsWith('http') ? parsed.host : parsed.hostname) : scpLike;
  return host === undefined || host === '' ? undefined : `https://${host}`;
}
