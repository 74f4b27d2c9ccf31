import { mkdirSync, writeFileSync } from 'node:fs';
import { makeVectors } from './vectors.ts';

/** Writes `schemas/vectors/*.json`: `npm run vectors`. What is there already may gain vectors, never change. */
const folder = new URL('../../schemas/vectors/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, vectors] of await makeVectors()) {
  writeFileSync(new URL(name, folder), `${JSON.stringify(vectors, null, 1)}\n`);
}
