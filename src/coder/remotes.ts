import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';

/** How many remotes are looked at. */
const MAX_REMOTES = 10;

/** Largest configuration that is read, in bytes. */
const MAX_SIZE = 1024 * 1024;

/** What is needed of the folders that are open. `vscode.workspace` has this shape. */
interface OpenFolders {
  readonly isTrusted: boolean;
  readonly workspaceFolders:
    readonly { readonly uri: { readonly scheme: string; readonly fsPath: string } }[] | undefined;
}

/** The paths of the folders that are open, as far as they are on this machine and the user trusts them. */
export function repositoryFolders({ isTrusted, workspaceFolders = [] }: OpenFolders): readonly string[] {
  const folders = isTrusted ? workspaceFolders : [];
  return folders.flatMap(({ uri: { scheme, fsPath } }) => (scheme === 'file' ? [fsPath] : []));
}

/** The URLs of the Git hosts that the repositories in these folders have as remotes, such as `https://github.com`. */
export async function gitHosts(folders: readonly string[]): Promise<readonly string[]> {
  const configs = await Promise.all(folders.map(configOf));
  return [...new Set(configs.flatMap(hostsIn))].slice(0, MAX_REMOTES);
}

/** The configuration of the repository that a folder is in; empty if there is none. */
async function configOf(folder: string): Promise<string> {
  const place = path.join(folder, '.git');
  const found = await lstat(place).catch(() => undefined);
  if (found) {
    return textOf(path.join(found.isFile() ? await commonFolder(folder, place) : place, 'config'));
  }
  const parent = path.dirname(folder);
  return parent === folder ? '' : configOf(parent);
}

/** The folder with the configuration, to which a file leads in worktrees and submodules (gitrepository-layout). */
async function commonFolder(folder: string, file: string): Promise<string> {
  const own = resolved(folder, /^gitdir: (.+)$/m.exec(await textOf(file))?.[1] ?? '');
  return resolved(own, await textOf(path.join(own, 'commondir')));
}

/** Never on another machine: reading from it would sign in to it on Windows. */
function resolved(folder: string, relative: string): string {
  const found = path.resolve(folder, relative.trim());
  return found.startsWith('\\\\') ? folder : found;
}

/**
 * A file's text; empty if it can't be read. Other people may have made the folder: reading a pipe, or a link to a device, might
 * never end, and would block one of the few threads that read files for all extensions.
 */
async function textOf(file: string): Promise<string> {
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
      isRemote = /^\s*\[remote "/i.test(line);
    }
    const url = isRemote ? /^\s*url\s*=\s*"?([^\s"#;]+)"?\s*(?:[#;].*)?$/i.exec(line)?.[1] : undefined;
    const host = url === undefined ? undefined : hostOf(url);
    if (host !== undefined) {
      hosts.push(host);
    }
  }
  return hosts;
}

/** The rest of a remote's URL is left out: it may contain a password. */
function hostOf(url: string): string | undefined {
  // One letter is a drive of Windows.
  const scpLike = /^(?:[^@/\s]+@)?([a-z0-9.-]{2,}):(?!\/\/)/i.exec(url)?.[1]?.toLowerCase();
  const isUrl = /^(?:https?|ssh|git):\/\//i.test(url) && URL.canParse(url);
  const parsed = isUrl ? new URL(url) : undefined;
  const host = parsed ? (parsed.protocol.startsWith('http') ? parsed.host : parsed.hostname) : scpLike;
  return host === undefined || host === '' ? undefined : `https://${host}`;
}
