import path from 'node:path';
import type { Environment } from '../../core/ports.js';

const NAME = 'available-credentials';

/** The folder of the command's own servers and sign-ins, which needs no editor. It may not exist yet. */
export function commandFolder(environment: Environment, platform: NodeJS.Platform, home: string): string {
  switch (platform) {
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', NAME);
    case 'win32':
      return path.join(environment['APPDATA'] || path.join(home, 'AppData', 'Roaming'), NAME);
    default: {
      const configured = environment['XDG_CONFIG_HOME'] ?? '';
      // A relative path is invalid, and to be ignored (XDG Base Directory Specification).
      return path.join(path.isAbsolute(configured) ? configured : path.join(home, '.config'), NAME);
    }
  }
}
