import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { type ShownStatus, statusJson, statusLines, strayLines } from '../cli/status-lines.ts';
import { strayedLines } from '../cli/strayed-lines.ts';
import { DlakeError } from '../errors.ts';
import type { Lake, LocalLake } from '../lake/lake.ts';
import { livingRefs } from '../lake/living-refs.ts';
import { nearRefs } from '../lake/near-refs.ts';
import type { StrayedReference } from '../lake/strayed-references.ts';
import { isLayer, LAYERS } from '../records/layers.ts';
import { parseRef } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';
import { findStandings } from '../sync/find-standings.ts';
import { usualRemote } from '../sync/usual-remote.ts';
import { folderStatus, status } from '../worktree/status.ts';
import { strayPaths } from '../worktree/stray-paths.ts';

/** So many versions are looked at for a ref that others left uncounted: some tens of milliseconds. */
const STANDING_LIMIT = 500;

export default class Status extends BaseCommand<typeof Status> {
  static override summary = 'Show what changed in the worktree since it was checked out or committed';
  static override examples = [
    { description: 'Every dataset', command: 'dlake status' },
    { description: 'One of them, for programs', command: 'dlake status raw/geo/GSE2034 --json' },
  ];
  static override args = { ref: Args.string({ description: 'A ref; without it, all of them' }) };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const options = { signal: this.signal };
    const living = await livingRefs(lake);
    const heads = new Map(living.map(({ ref, head }) => [refText(ref), head]));
    const wanted = this.args.ref === undefined ? undefined : await readRef(lake, this.args.ref);
    const found =
      wanted === undefined
        ? await status(
            lake,
            living.map(({ ref }) => ref),
            options,
          )
        : [await folderStatus(lake, wanted, options)];
    const remote = usualRemote(this.root);
    const asked =
      wanted === undefined ? living : living.filter(({ ref }) => refText(ref) === refText(wanted));
    const standings =
      remote === undefined ? undefined : await findStandings(lake, remote, asked, STANDING_LIMIT);
    const shown: ShownStatus[] = found.map((one) => ({
      ...one,
      head: heads.get(refText(one.ref)),
      standing: standings?.get(refText(one.ref)),
      ended: one.base !== undefined && !heads.has(refText(one.ref)),
    }));
    if (wanted !== undefined && found[0]?.state === 'not-checked-out' && !heads.has(refText(wanted)))
      throw new DlakeError('ref-unknown', { ref: refText(wanted), near: await nearRefs(lake, wanted) });
    const stray = wanted === undefined ? strayPaths(this.root) : [];
    const strayed = await strayedOf(lake, wanted && refText(wanted));
    const besides = {
      ...(stray.length === 0 ? {} : { stray }),
      ...(strayed.length === 0 ? {} : { references: strayed }),
    };
    this.output.result({ refs: shown.map(statusJson), ...besides }, () => [
      ...statusLines(this.output, shown, remote),
      ...strayLines(this.output, stray),
      ...strayedLines(this.output, strayed),
    ]);
  }
}

/** A ref as it is typed; what finds the layer of a dataset is loaded only where none is named. */
async function readRef(lake: Lake, text: string): Promise<Ref> {
  if (isLayer(text.slice(0, Math.max(0, text.indexOf('/'))))) return parseRef(text);
  const { refArgument } = await import('../lake/ref-argument.ts');
  return refArgument(lake, text);
}

/** What is referred to and has strayed; loaded only where something is referred to. */
async function strayedOf(lake: LocalLake, wanted: string | undefined): Promise<readonly StrayedReference[]> {
  const referrers = LAYERS.flatMap((layer) => [...(lake.store.references?.referrers(layer) ?? [])]);
  const refs = referrers.filter((ref) => wanted === undefined || ref === wanted);
  if (refs.length === 0) return [];
  const { strayedReferences } = await import('../lake/strayed-references.ts');
  return strayedReferences(lake, refs);
}
