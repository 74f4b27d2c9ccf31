/**
 * The start file of the catalog process: owns one catalog folder and serves it on a socket. `start-owner.ts`
 * starts it, from source as this file and in a build as `catalog-process.js` beside the code, with its options
 * as JSON in the first argument and a pipe at descriptor 3, on which it says that it is ready or why it is not.
 */
import { closeSync, writeSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { DlakeError } from '../../errors.ts';
import type { OwnerOptions, OwnerReport } from './owner-options.ts';

enableCompileCache();
process.umask(0o077);

let reported = false;
/** Whoever started us may be gone already; that is no reason to stop. */
const report = (what: OwnerReport) => {
  if (reported) return;
  reported = true;
  try {
    writeSync(3, `${JSON.stringify(what)}\n`);
    closeSync(3);
  } catch {}
};

const asked = new AbortController();
process.on('SIGTERM', () => asked.abort());
process.on('SIGINT', () => asked.abort());
process.on('SIGHUP', () => {});

/** Owns the folder and serves it until it is time to leave. */
async function own(): Promise<void> {
  const [options]: [OwnerOptions] = [JSON.parse(process.argv[2] ?? '')];
  const { folder, lake, socket, version, patience } = options;
  const [{ ownData }, { serve }, { processStart }] = await Promise.all([
    import('../pglite/own-data.ts'),
    import('./serve.ts'),
    import('./process-facts.ts'),
  ]);
  const holder = { pid: process.pid, start: processStart(process.pid), mode: 'process', socket, ...version };
  const owned = await ownData({ folder, lake, patience, holder });
  const ending = await serve(owned, { ...options, ready: () => report({ ready: true }) }, asked.signal);
  process.exit(ending === 'left' ? 0 : 1);
}

own().catch((error: unknown) => {
  if (error instanceof DlakeError) report({ ready: false, code: error.code, data: error.data });
  else report({ ready: false, message: error instanceof Error ? error.message : String(error) });
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
