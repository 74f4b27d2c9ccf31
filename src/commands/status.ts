import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { type ShownStatus, statusJson, statusLines, strayLines } from '../cli/status-lines.ts';
import { strayedLines } from '../cli/strayed-lines.ts';
import { DlakeError } from '../errors.ts';
import type { LackingBytes } from '../lake/lacking-bytes.ts';
import type { Lake, LocalLake } from '../lake/lake.ts';
import { livingRefs } from '../lake/living-refs.ts';
import { nearRefs } from '../lake/near-refs.ts';
import { isPartial } from '../lake/partial-mark.ts';
import { peekRetracted } from '../lake/peek-retracted.ts';
import type { StrayedReference } from '../lake/strayed-references.ts';
import type { CommitId } from '../records/ids.ts';
import { isLayer, LAYERS } from '../records/layers.ts';
import { parseRef } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';
import { findStandings } from '../sync/find-standings.ts';
import { usualRemote } from '../sync/usual-remote.ts';
import { type RefsMeant, refsMeant } from '../worktree/refs-meant.ts';
import { folderStatus, status } from '../worktree/status.ts';
import { strayPaths } from '../worktree/stray-paths.ts';

/** So many versions are looked at for a ref that others left uncounted: some tens of milliseconds. */
const STANDING_LIMIT = 500;

/** Versions of more files are not looked through for what is absent: that takes longer than the rest. */
const LACKING_LIMIT = 20_000;

/** What can't be a ref. */
const IS_PATH = /^(?:\.{1,2})?(?:\/|$)/;

export default class Status extends BaseCommand<typeof Status> {
  static override summary = 'Show what changed in the worktree since it was checked out or committed';
  static override examples = [
    { description: 'Every dataset', command: 'dlake status' },
    { description: 'What lies here', command: 'dlake status .' },
    { description: 'One of them, for programs', command: 'dlake status raw/geo/GSE2034 --json' },
  ];
  static override args = {
    ref: Args.string({ description: 'A ref, or a folder of the worktree; without it, all of them' }),
  };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const options = { signal: this.signal };
    const living = await livingRefs(lake);
    const heads = new Map(living.map(({ ref, head }) => [refText(ref), head]));
    const meant = await this.#meant(lake);
    const wanted = 'ref' in meant ? meant.ref : undefined;
    const wants = (ref: Ref) =>
      'ref' in meant
        ? refText(ref) === refText(meant.ref)
        : [undefined, ref.layer].includes(meant.layer) && [undefined, ref.source].includes(meant.source);
    const refs = living.map(({ ref }) => ref);
    const found =
      wanted === undefined
        ? await status(lake, refs, { ...options, wants })
        : [await folderStatus(lake, wanted, options)];
    const remote = usualRemote(this.root);
    const asked = living.filter(({ ref }) => wants(ref));
    const standings =
      remote === undefined ? undefined : await findStandings(lake, remote, asked, STANDING_LIMIT);
    const shown: ShownStatus[] = [];
    for (const one of found) {
      const { ref, base } = one;
      const text = refText(ref);
      const head = heads.get(text);
      shown.push({
        ...one,
        head,
        standing: standings?.get(text),
        ended: base !== undefined && head === undefined,
        retracted: base !== undefined && (await peekRetracted(lake, ref, base.commit)),
        lacking: await lackingOf(lake, ref, head, options),
      });
    }
    if (shown.some(({ lacking }) => lacking !== undefined && lacking.missing.files > 0))
      this.exitWith(EXIT.damage);
    if (wanted !== undefined && found[0]?.state === 'not-checked-out' && !heads.has(refText(wanted)))
      throw new DlakeError('ref-unknown', { ref: refText(wanted), near: await nearRefs(lake, wanted) });
    const isAll = !('ref' in meant) && meant.layer === undefined;
    const stray = isAll ? strayPaths(this.root) : [];
    const strayed = await strayedOf(lake, (text) => wants(parseRef(text)));
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

  /** A ref from anywhere, or what lies in a folder. */
  async #meant(lake: Lake): Promise<RefsMeant> {
    const { ref: typed } = this.args;
    if (typed === undefined) return {};
    const isRef = typed.split('/').length === 3 && isLayer(typed.split('/')[0] ?? '');
    const here = isRef ? undefined : refsMeant(this.root, process.cwd(), typed);
    if (here !== undefined) return here;
    if (IS_PATH.test(typed)) throw new DlakeError('not-in-lake', { path: typed });
    return { ref: await readRef(lake, typed) };
  }
}

/** A ref as it is typed; what finds the layer of a dataset is loaded only where none is named. */
async function readRef(lake: Lake, text: string): Promise<Ref> {
  if (isLayer(text.slice(0, Math.max(0, text.indexOf('/'))))) return parseRef(text);
  const { refArgument } = await import('../lake/ref-argument.ts');
  return refArgument(lake, text);
}

/** What of a ref's version is not here; looked up only in a lake of which bytes were dropped, or never came. */
async function lackingOf(
  lake: LocalLake,
  ref: Ref,
  head: CommitId | undefined,
  options: CallOptions,
): Promise<LackingBytes | undefined> {
  if (head === undefined || !isPartial(lake.root)) return undefined;
  const { lackingBytes } = await import('../lake/lacking-bytes.ts');
  return lackingBytes(lake, ref, head, { ...options, limit: LACKING_LIMIT });
}

/** What is referred to and has strayed; loaded only where something is referred to. */
async function strayedOf(
  lake: LocalLake,
  isWanted: (ref: string) => boolean,
): Promise<readonly StrayedReference[]> {
  const referrers = LAYERS.flatMap((layer) => [...(lake.store.references?.referrers(layer) ?? [])]);
  const refs = referrers.filter(isWanted);
  if (refs.length === 0) return [];
  const { strayedReferences } = await import('../lake/strayed-references.ts');
  return strayedReferences(lake, refs);
}
