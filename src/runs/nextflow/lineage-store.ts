import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { DlakeError } from '../../errors.ts';
import { type FileOutput, type LineageRecord, lineageRecord, type WorkflowRun } from './lineage-record.ts';

const RECORD = '.data.json';
const HISTORY = '.history';
const LID = 'lid://';

/** A run, and the key of its records. */
export interface FoundRun {
  /** What follows `lid://`. */
  readonly key: string;
  readonly run: WorkflowRun;
}

/** A file that a run published: where it is below the run's output folder, and what its record says. */
export interface PublishedFile {
  readonly path: string;
  readonly output: FileOutput;
}

/**
 * A folder of Nextflow's lineage records, by default `.lineage` where it ran. `DefaultLinStore` puts the record of a key
 * in `KEY/.data.json`, and `DefaultLinHistoryLog` a line for each run in `.history/KEY`: time, name, session and lid,
 * separated by tabs.
 */
export class LineageStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The run of this name, session or lid (a beginning of it will do), or the newest. Throws `usage-invalid`. */
  run(named: string | undefined): FoundRun {
    const refuse = (reason: string) => new DlakeError('usage-invalid', { reason });
    const runs = this.#history();
    if (runs.length === 0) throw refuse(`There are no runs in the history of ${this.#folder}`);
    const wanted = named?.startsWith(LID) ? keyOfLid(named) : named;
    const fits = runs.filter(
      ({ key, name, session }) =>
        wanted === undefined || name === wanted || session.startsWith(wanted) || key.startsWith(wanted),
    );
    const last = fits.at(-1);
    if (last === undefined)
      throw refuse(
        `There is no run ${named} in ${this.#folder}; there are ${runs.map(({ name }) => name).join(', ')}`,
      );
    const record = this.read(last.key);
    if (record?.kind !== 'WorkflowRun')
      throw refuse(`The record of run ${last.name} is not in ${this.#folder}`);
    return { key: last.key, run: record };
  }

  /** The record of a key; undefined when there is none. Throws `record-invalid` and `file-unreadable`. */
  read(key: string): LineageRecord | undefined {
    const file = join(this.#folder, key, RECORD);
    if (relative(this.#folder, file).startsWith('..')) return undefined;
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      throw new DlakeError('file-unreadable', { path: file, reason: code });
    }
    return lineageRecord(text, file);
  }

  /** The files that a run published, in no order. Throws what `read` does for a record that can't be read. */
  *published(key: string): Iterable<PublishedFile> {
    const folder = join(this.#folder, key);
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.name !== RECORD || entry.isDirectory()) continue;
      const path = relative(folder, entry.parentPath).split(sep).join('/');
      const record = path === '' ? undefined : this.read(`${key}/${path}`);
      if (record?.kind === 'FileOutput') yield { path, output: record };
    }
  }

  /** The runs of the history, the oldest first. */
  #history(): readonly { readonly key: string; readonly name: string; readonly session: string }[] {
    const folder = join(this.#folder, HISTORY);
    return namesIn(folder)
      .flatMap((file) => {
        const [at = '', name = '', session = '', lid = ''] = readFileSync(join(folder, file), 'utf8')
          .trim()
          .split('\t');
        return lid.startsWith(LID) ? [{ at, name, session, key: keyOfLid(lid) }] : [];
      })
      .sort((a, b) => Number(a.at > b.at) - Number(a.at < b.at));
  }
}

/** What of a lid is the key of a record; after `#` is a part of that record. */
const keyOfLid = (lid: string): string => lid.slice(LID.length).replace(/#.*$/s, '');

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
