import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { DlakeError, isDlakeError } from '../../errors.ts';
import type { Session } from '../engine/session.ts';
import { sessionDialect } from '../engine/session-dialect.ts';
import { SqlError } from '../engine/sql-error.ts';
import { migrate } from '../schema/migrate.ts';
import type { Tables } from '../schema/tables.ts';
import { readSetting, writeSetting } from '../setting.ts';
import { unpackFolder } from '../template/archive.ts';
import { findTemplate } from '../template/find-template.ts';
import { dataFolder, lockFile } from './catalog-places.ts';
import { folderError } from './folder-error.ts';
import { type Lock, lockIsAt, waitForLock } from './lock.ts';
import { lockHolder } from './lock-holder.ts';
import { openPglite } from './open-pglite.ts';
import { distrust, flushAndMark, markDamaged, markOpen } from './trust.ts';

/** What the owner of a catalog folder needs to know. */
export interface OwnOptions {
  /** The catalog's folder on this host; made when it is not there. */
  readonly folder: string;
  /** The lake's id: a catalog of another lake is put aside. */
  readonly lake: string;
  /** What to say of us to those who find the lock taken. */
  readonly holder: Readonly<Record<string, unknown>>;
  /** How long to wait for the lock, in milliseconds. */
  readonly patience: number;
}

/** The one session with a catalog's data, for as long as this process holds the folder's lock. */
export interface OwnedData {
  readonly session: Session;
  readonly lock: Lock;
  /** Tells this catalog from those that were here before it. */
  readonly generation: string;
  /** Sees to it that the next owner makes the catalog anew; this one is not to be asked again. */
  condemn(): void;
  /** Closes the engine, flushes the data, lets go of the lock. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Becomes the owner of a catalog folder: takes its lock, opens the data and brings its schema up to date. Data
 * that is not there, can't be trusted or opened, or is of another lake gives way to a new, empty catalog, for
 * it is an index that the logs fill again. Throws `catalog-unavailable` with state `busy` when another process
 * keeps the lock, `unreachable` when the folder can't be used; `catalog-too-new`; and `disk-full`.
 */
export async function ownData({ folder, lake, holder, patience }: OwnOptions): Promise<OwnedData> {
  let lock: Lock | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    lock = await waitForLock(lockFile(folder), holder, patience);
    if (lock === undefined) throw busy(folder);
    const opened = (await openKept(folder, lake)) ?? (await openNew(folder, lake));
    return owned(folder, lock, opened);
  } catch (error) {
    lock?.release();
    throw folderError(error, folder);
  }
}

type Opened = Pick<OwnedData, 'session' | 'generation'>;

function owned(folder: string, lock: Lock, { session, generation }: Opened): OwnedData {
  const data = dataFolder(folder);
  let condemned = false;
  let closing: Promise<void> | undefined;
  const close = async () => {
    await session.close();
    // A folder that went away, or is another one by now, is not ours to mark.
    if (!condemned && lockIsAt(lock, lockFile(folder))) flushAndMark(data);
    lock.release();
  };
  return {
    session,
    lock,
    generation,
    condemn: () => {
      condemned = true;
      markDamaged(data);
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function busy(folder: string): DlakeError {
  const { pid } = lockHolder(lockFile(folder)) ?? {};
  return new DlakeError('catalog-unavailable', {
    state: 'busy',
    reason: 'another process has it open',
    folder,
    ...(typeof pid === 'number' ? { pid } : {}),
  });
}

/** Opens the data that is there; undefined, and the data put aside, when there is none worth opening. */
async function openKept(folder: string, lake: string): Promise<Opened | undefined> {
  const data = dataFolder(folder);
  if (!existsSync(data)) return undefined;
  if (distrust(data) === undefined) {
    try {
      const opened = await open(data, lake);
      if (opened !== undefined) return opened;
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
  rmSync(`${data}.aside`, { recursive: true, force: true });
  renameSync(data, `${data}.aside`);
  return undefined;
}

/** A statement that is refused while the catalog is opened comes of damage too: it has worked before. */
const isDamage = (error: unknown): boolean =>
  error instanceof SqlError || (isDlakeError(error, 'catalog-unavailable') && error.data.state === 'damaged');

async function openNew(folder: string, lake: string): Promise<Opened> {
  const data = dataFolder(folder);
  for (const name of readdirSync(folder)) {
    if (name.startsWith('data.new-')) rmSync(join(folder, name), { recursive: true, force: true });
  }
  const unfinished = `${data}.new-${process.pid}`;
  unpackFolder(await findTemplate(), unfinished);
  renameSync(unfinished, data);
  const opened = await open(data, lake);
  if (opened === undefined) throw new Error('a new catalog is of no lake');
  return opened;
}

/** Opens data and brings its schema up to date; undefined when it is of another lake. */
async function open(data: string, lake: string): Promise<Opened | undefined> {
  markOpen(data);
  const session = await openPglite(data);
  const db = new Kysely<Tables>({ dialect: sessionDialect(async () => session) });
  try {
    await migrate(db);
    const known = await readSetting(db, 'lake');
    if (known === undefined) {
      await writeSetting(db, 'lake', lake);
      await writeSetting(db, 'generation', randomUUID());
    } else if (known !== lake) {
      await session.close();
      return undefined;
    }
    return { session, generation: (await readSetting(db, 'generation')) ?? '' };
  } catch (error) {
    await session.close();
    throw error;
  }
}
