import { homedir } from 'node:os';
import path from 'node:path';
import type { Environment } from '../core/ports.js';

/** The folder in which Coder's own command keeps the user's session. */
export function configFolder(environment: Environment): string {
  const own = environment['CODER_CONFIG_DIR'];
  if (own !== undefined && own !== '') {
    return own;
  }
  switch (process.platform) {
    case 'darwin':
      return path.join(homedir(), 'Library', 'Application Support', 'coderv2');
    case 'win32':
      return path.join(environment['APPDATA'] ?? homedir(), 'coderv2');
    default:
      return path.join(
        environment['XDG_CONFIG_HOME'] ?? path.join(environment['HOME'] ?? homedir(), '.config'),
        'coderv2',
      );
  }
}
