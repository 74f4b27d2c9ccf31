import * as z from 'zod/mini';
import { idOfCidText, isBlobId } from './ids.ts';
import { isLayer } from './layers.ts';
import { MAX_PATH_BYTES } from './limits.ts';
import { isDataset } from './names.ts';
import { pathProblem } from './path.ts';
import { line, must, name, noProblem } from './schema-parts.ts';

const record = (description: string) =>
  z
    .string()
    .check(
      must(isRecord, 'is not the CID of a record'),
      z.meta({ pattern: '^bafyrei[a-h][a-z2-7]{50}[aeimquy4]$', description }),
    );

const pinSchema = z.strictObject({
  ref: z.string().check(
    must(isRefText, 'is not LAYER/SOURCE/EXTERNAL_ID'),
    z.meta({
      pattern:
        '^(?:raw|processed|curated|archive)/[a-z0-9_][a-z0-9._-]{0,127}/[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$',
      description: 'LAYER/SOURCE/EXTERNAL_ID',
    }),
  ),
  version: name("the commit's metadata.version, for people"),
  commit: record('the commit that is pinned'),
  manifest: record("the commit's manifest: the root page"),
  remote: line('the lake that serves it: a folder, or postgres://HOST/DATABASE without user and password'),
  store: z.exactOptional(line('where the store of a central lake is; absent where its catalog says it')),
  path: z.exactOptional(
    z.string().check(
      noProblem(placeProblem),
      z.meta({
        minLength: 1,
        maxLength: MAX_PATH_BYTES,
        description: 'where its files go, below the folder that everything is brought to; default: the ref',
      }),
    ),
  ),
});

/** The definition of `dlake.lock`, once its YAML is read. */
export const lockSchema = z.strictObject({
  lock: z.literal(1),
  pins: z.array(pinSchema),
});

function isRefText(text: string): boolean {
  const slash = text.indexOf('/');
  return slash !== -1 && isLayer(text.slice(0, slash)) && isDataset(text.slice(slash + 1));
}

function isRecord(text: string): boolean {
  const id = idOfCidText(text);
  return id !== undefined && !isBlobId(id);
}

/** Folders whose files are obeyed, or are ours: nobody's data goes there. */
const KEPT = new Set(['.git', '.dlake-lock']);

function placeProblem(path: string): string | undefined {
  const kept = path.split('/').find((part) => KEPT.has(part.toLowerCase()));
  return kept === undefined ? pathProblem(path) : `a path does not lead into ${kept}`;
}
