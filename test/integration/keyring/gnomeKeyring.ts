import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensurePackages, keyringPrograms } from '../../editor/debianPackages.js';
import type { Ended } from '../../ended.js';
import { ProcessGroup } from '../../processGroup.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { until } from '../../until.js';

const runFile = promisify(execFile);

/** A bus that starts no service by itself, above all no dialog that asks for a password. */
const configuration = (folder: string) => `<busconfig>
  <type>session</type>
  <listen>unix:dir=${folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** One attempt per process. */
let attempt: Promise<void> | undefined;

/** Installs the programs of a keyring where that is possible, else skips the test and prints why. */
export async function keyringOrSkip(context: Mocha.Context): Promise<void> {
  attempt ??= ensurePackages(keyringPrograms, console.log);
  await attempt.catch((error: unknown) => {
    console.warn(`      There is no keyring: ${String(error).trim().split('\n').at(-1)}`);
    context.skip();
  });
}

/** A session bus of its own, with or without a GNOME Keyring. */
export class KeyringSession {
  private constructor(
    readonly environment: Readonly<Record<string, string>>,
    private readonly ended: Ended,
  ) {}

  static async start(ended: Ended): Promise<KeyringSession> {
    const folder = temporaryFolder('keyring');
    ended(() => folder.remove());
    const file = path.join(folder.path, 'bus.conf');
    await writeFile(file, configuration(folder.path));
    const variables = { PATH: process.env['PATH'] ?? '', HOME: folder.path, XDG_RUNTIME_DIR: folder.path };
    const bus = new ProcessGroup('dbus-daemon', [`--config-file=${file}`, '--nofork', '--print-address'], {
      cwd: folder.path,
      env: variables,
    });
    ended(() => bus.end());
    const address = () => /unix:\S+/.exec(bus.output)?.[0];
    await until('the bus listens, or ends', () => address() !== undefined || !bus.running);
    return new KeyringSession({ ...variables, DBUS_SESSION_BUS_ADDRESS: address() ?? '' }, ended);
  }

  /** Starts a keyring that is unlocked, and returns when it answers. */
  async startKeyring(): Promise<void> {
    const home = this.environment['HOME'] ?? '';
    await mkdir(path.join(home, '.local/share/keyrings'), { recursive: true });
    const command = 'printf password | exec gnome-keyring-daemon --foreground --unlock --components=secrets';
    const daemon = new ProcessGroup('sh', ['-c', command], { cwd: home, env: { ...this.environment } });
    this.ended(() => daemon.end());
    await until('the keyring answers, or ends', async () => !daemon.running || (await this.#hasLoginKeyring()));
  }

  /** Locks the keyring, as the desktop does. */
  async lock(): Promise<void> {
    const login = 'array:objpath:/org/freedesktop/secrets/collection/login';
    await this.#call('/org/freedesktop/secrets', 'org.freedesktop.Secret.Service.Lock', login);
  }

  async #hasLoginKeyring(): Promise<boolean> {
    const property = ['string:org.freedesktop.Secret.Collection', 'string:Locked'];
    return this.#call('/org/freedesktop/secrets/collection/login', 'org.freedesktop.DBus.Properties.Get', ...property)
      .then((answer) => answer.includes('boolean false'))
      .catch(() => false);
  }

  async #call(object: string, method: string, ...args: readonly string[]): Promise<string> {
    const to = ['--session', '--print-reply', '--dest=org.freedesktop.secrets', object, method];
    const { stdout } = await runFile('dbus-send', [...to, ...args], { env: { ...this.environment } });
    return stdout;
  }
}
