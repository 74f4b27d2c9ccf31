import { isDlakeError } from '../errors.ts';
import type { Catalog } from './catalog.ts';

/** How long a command that opens the catalog in its own process waits for others to leave, in milliseconds. */
const PATIENCE = 15_000;
/** A process that neither answers nor computes for so long hangs. */
const HUNG = 10_000;

/** How to reach a local lake's catalog on this host. */
export interface LocalCatalogOptions {
  /** `process`: a background process owns the catalog, started when need be; `inline`: this process does. */
  readonly mode: 'process' | 'inline';
  /** The catalog's folder on this host: absolute, not on a network file system, this user's alone. */
  readonly folder: string;
  /** This user's folder on this host for sockets: absolute, short. */
  readonly runtime: string;
  /** The lake's id. */
  readonly lake: string;
}

/**
 * Opens a local lake's catalog. One that is not there, or can't be trusted any more, gives way to a new, empty
 * one: the caller rolls it forward. Throws `catalog-unavailable` and `catalog-too-new`; so does whatever is
 * asked of the catalog later, where the states `damaged` and `remade` mean: open it again and roll forward.
 */
export async function openCatalog(options: LocalCatalogOptions): Promise<Catalog> {
  if (options.mode === 'process') {
    const { openProcess } = await import('./process/open-process.ts');
    return await openProcess(options);
  }
  const [{ openInline }, { askToLeave }] = await Promise.all([
    import('./pglite/open-inline.ts'),
    import('./process/ask-to-leave.ts'),
  ]);
  const end = performance.now() + PATIENCE;
  for (;;) {
    // Its process may be starting and not listen yet: ask again.
    await askToLeave(options.folder, HUNG);
    try {
      return await openInline({ ...options, patience: 500 });
    } catch (error) {
      const busy = isDlakeError(error, 'catalog-unavailable') && error.data.state === 'busy';
      if (!busy || performance.now() > end) throw error;
    }
  }
}
