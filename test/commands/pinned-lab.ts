import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '../cli/run-dlake.ts';
import { MEAN, RAW, smallLake } from './small-lake.ts';

/** A lake whose versions are at a remote called lab, in the folder `nas`, and beside it an empty repository, `work`. */
export async function pinnedLab(): Promise<Session> {
  const session = await smallLake({ DLAKE_CATALOG: 'inline' });
  await session.json(['remote', 'add', 'lab', join(session.folder, 'nas')]);
  await session.json(['push', 'lab', RAW, MEAN]);
  mkdirSync(join(session.folder, 'work'));
  return session;
}

/** Commits a third version of the raw dataset and sends it to the remote. */
export async function thirdVersion(session: Session): Promise<void> {
  session.write(`lake/${RAW}/new.tsv`, 'new\n');
  await session.json(['commit', RAW, '-m', 'More', '--allow-delete'], {
    env: { DLAKE_NOW: '2026-11-23T08:00:00Z' },
  });
  await session.json(['push']);
}
