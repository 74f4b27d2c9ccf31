import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DlakeError } from '../../errors.ts';
import { OWNER_FLAGS } from './owner-flags.ts';
import type { OwnerOptions, OwnerReport } from './owner-options.ts';

/** The start file: this folder's from source, `catalog-process.js` beside the code in a build. */
const startFile = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? 'main.ts' : 'catalog-process.js', import.meta.url));

/**
 * Starts a catalog process that outlives us, and waits until it serves. Throws what it could not do: the
 * errors of `ownData`, or `catalog-unavailable` when it ended without a word.
 */
export async function startOwner(options: OwnerOptions): Promise<void> {
  const log = openSync(join(options.folder, 'process.log'), 'w', 0o600);
  // Not in our folder: it keeps no file system busy but its own.
  const child = spawn(process.execPath, [...OWNER_FLAGS, startFile(), JSON.stringify(options)], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
  });
  closeSync(log);
  child.unref();
  const pipe = child.stdio[3] as NodeJS.ReadableStream;
  const text = await new Promise<string>((resolve, reject) => {
    let said = '';
    pipe.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    pipe.on('close', () => resolve(said));
    pipe.on('error', reject);
    child.on('error', reject);
  }).catch((cause: unknown) => {
    throw silent(options, cause);
  });
  if (text === '') throw silent(options);
  const report: OwnerReport = JSON.parse(text);
  if (report.ready) return;
  if ('code' in report) throw new DlakeError(report.code, report.data as never);
  throw silent(options, new Error(report.message));
}

const silent = ({ folder }: OwnerOptions, cause?: unknown): DlakeError =>
  new DlakeError(
    'catalog-unavailable',
    {
      state: 'unreachable',
      reason: `the catalog process ended at its start: see ${join(folder, 'process.log')}`,
      folder,
    },
    { cause },
  );
