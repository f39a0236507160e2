import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';

const HOUR = 60 * 60_000;

/** Makes a broker's folder and its files look as if they had last been written to so many hours ago. */
export function age(folder: string, hours: number): void {
  const names = statSync(folder).isDirectory() ? readdirSync(folder) : [];
  names.forEach((name) => ageOne(path.join(folder, name), hours));
  ageOne(folder, hours);
}

/** The same for a folder or file alone. */
export function ageOne(file: string, hours: number): void {
  const then = new Date(Date.now() - hours * HOUR);
  if (existsSync(file)) utimesSync(file, then, then);
}
