import { readFileSync } from 'node:fs';

/** What the holder of a lock says of itself; undefined when nothing legible is there. */
export function lockHolder(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof holder === 'object' && holder !== null ? { ...holder } : undefined;
  } catch {
    return undefined;
  }
}
