import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYERS, type Layer } from '../../../records/layers.ts';
import { errnoOf } from '../failure.ts';
import type { Layout } from '../layout.ts';
import { lookAt } from '../look-at.ts';
import { KEY } from '../pack-cache/pack-folder.ts';
import { namesIn } from '../workspace.ts';

/** A large blob or a pack that was retired. */
export interface Fossil {
  readonly kind: 'blobs' | 'packs';
  /** Its sha2-256 in hex. */
  readonly key: string;
  readonly path: string;
}

const BY = 'by';
const RETIRED = 'retired';
const WAITING = 'waiting';

/** What one call retired: files that have left their places, in a folder of their own. */
export class FossilRun {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Where a file of this kind and key lies once it is retired. */
  place(layer: Layer, kind: Fossil['kind'], key: string): string {
    return join(this.folder(layer, kind), key);
  }

  folder(layer: Layer, kind: Fossil['kind']): string {
    return join(this.path, layer, kind);
  }

  fossils(layer: Layer): readonly Fossil[] {
    return (['blobs', 'packs'] as const).flatMap((kind) =>
      namesIn(this.folder(layer, kind))
        .filter((key) => KEY.test(key))
        .map((key) => ({ kind, key, path: this.place(layer, kind, key) })),
    );
  }

  /** Bytes of its files. */
  get bytes(): number {
    const all = LAYERS.flatMap((layer) => this.fossils(layer));
    return all.reduce((sum, { path }) => sum + (lookAt(path)?.size ?? 0), 0);
  }

  /** Notes which session, named by its path below `tmp`, is about to retire files. */
  begin(session: string): void {
    writeFileSync(join(this.path, BY), session);
  }

  /** Notes, by the store's clock, that all has been retired. */
  end(): void {
    writeFileSync(join(this.path, RETIRED), '');
  }

  /** The session that retires files here; undefined once all are. */
  get retiring(): string | undefined {
    return lookAt(join(this.path, RETIRED)) === undefined ? readText(join(this.path, BY)) : undefined;
  }

  /** When all had been retired; of a run that was killed before, when it last changed. */
  get endedAt(): number {
    return (lookAt(join(this.path, RETIRED)) ?? lookAt(this.path))?.mtimeMs ?? 0;
  }

  /** The sessions that have to end before this is freed; undefined while that is not known. */
  get waitsFor(): readonly string[] | undefined {
    return readText(join(this.path, WAITING))?.split('\n').slice(0, -1);
  }

  waitFor(sessions: readonly string[]): void {
    const path = join(this.path, WAITING);
    const part = `${path}-${randomBytes(4).toString('hex')}`;
    writeFileSync(part, sessions.map((session) => `${session}\n`).join(''));
    // Whole or not at all: by a part of it another process would wait for too few.
    renameSync(part, path);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A run that retires nothing yet. */
export const newRun = (layout: Layout): FossilRun =>
  new FossilRun(join(layout.fossils, randomBytes(8).toString('hex')));

/** Every run whose files are not freed. */
export const fossilRuns = (layout: Layout): readonly FossilRun[] =>
  namesIn(layout.fossils)
    .map((name) => join(layout.fossils, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
    .map((path) => new FossilRun(path));

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
