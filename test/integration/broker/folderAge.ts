import { existsSync, utimesSync } from 'node:fs';
import path from 'node:path';

const HOUR = 60 * 60_000;

/** Makes a broker's folder and its files look as if they had last been written to so many hours ago. */
export function age(folder: string, hours: number): void {
  const files = ['rpc_cookie', 'broker.json', 'content_session_token'].map((name) => path.join(folder, name));
  files.filter((file) => existsSync(file)).forEach((file) => ageOne(file, hours));
  ageOne(folder, hours);
}

/** The same for a folder or file alone. */
export function ageOne(file: string, hours: number): void {
  const then = new Date(Date.now() - hours * HOUR);
  if (existsSync(file)) utimesSync(file, then, then);
}
