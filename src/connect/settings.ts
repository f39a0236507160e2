import { createHash } from 'node:crypto';
import type { ConnectServer } from './server.js';

export function parseServers(value: unknown): { readonly servers: readonly ConnectServer[] } {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  return {
    servers: entries.flatMap((entry) => {
      if (typeof entry !== 'object' || entry === null || !('url' in entry) || typeof entry.url !== 'string') {
        return [];
      }
      const { url } = entry;
      const text = (name: string) => {
        const found: unknown = Reflect.get(entry, name);
        return typeof found === 'string' ? found : undefined;
      };
      return {
        id: `connect-${createHash('sha256').update(url).digest('hex').slice(0, 12)}`,
        ...{ name: text('name') ?? new URL(url).host, url, clientId: text('client_id') },
        ...{ caCertificate: text('ca_certificate'), insecure: Reflect.get(entry, 'insecure') === true },
        isDefault: Reflect.get(entry, 'default') === true,
      };
    }),
  };
}
