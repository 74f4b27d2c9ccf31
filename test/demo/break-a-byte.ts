import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Flips one bit in the middle of these bytes, wherever a store below the folder keeps them, as a failing disk
 * would, and gives the file and the position. Throws when they are nowhere.
 */
export function breakAByte(store: string, bytes: Uint8Array): { readonly file: string; readonly at: number } {
  for (const name of readdirSync(store, { recursive: true, encoding: 'utf8' })) {
    const file = join(store, name);
    if (!statSync(file).isFile()) continue;
    const stored = readFileSync(file);
    const start = stored.indexOf(bytes);
    if (start < 0) continue;
    const at = start + Math.floor(bytes.length / 2);
    stored[at] = (stored[at] as number) ^ 1;
    const { mode } = statSync(file);
    chmodSync(file, 0o644);
    writeFileSync(file, stored);
    chmodSync(file, mode);
    return { file: name, at };
  }
  throw new Error(`no file below ${store} holds these ${bytes.length} bytes`);
}
