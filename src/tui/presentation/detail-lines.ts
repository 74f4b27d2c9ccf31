import { formatBytes } from '../../format/bytes.ts';
import { count, formatNumber } from '../../format/count.ts';
import { layerLetter } from '../../format/layer-letter.ts';
import { safeLines, safeText } from '../../format/safe-text.ts';
import { shortId } from '../../format/short-id.ts';
import { formatTime } from '../../format/time.ts';
import { wrapText } from '../../format/wrap-text.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import type { FreeMap, FreeValue, Grade } from '../../records/commit.ts';
import { hexOf } from '../../records/ids.ts';
import { isSymlink } from '../../records/manifest-entry.ts';
import { fileAt } from '../model/files-state.ts';
import type { TuiState } from '../model/state.ts';
import { versionAt } from '../model/versions-state.ts';
import { type Line, line, lineOf, span } from './line.ts';

/** All that the chosen version says of itself, and the file under the cursor where one is. */
export function detailLines(state: TuiState, width: number): Line[] {
  const version = versionAt(state.versions);
  if (version === undefined) {
    const { ref, loaded } = state.versions;
    return [line(ref !== undefined && !loaded ? '  Loading…' : '  No version is chosen.', 'dim')];
  }
  return [...fileLines(state, width), ...versionLines(version, width)];
}

function versionLines({ id, commit }: CommitWithId, width: number): Line[] {
  const { layer, dataset, metadata } = commit;
  return [
    lineOf(
      span(` ${layerLetter(layer)} `, layer),
      span(`${layer}/${dataset}`, 'strong'),
      span(`@${safeText(metadata.version)}`, 'accent'),
    ),
    line(''),
    ...safeLines(commit.message)
      .trimEnd()
      .split('\n')
      .flatMap((text) => wrapText(text, width - 4).map((part) => line(`   ${part}`))),
    line(''),
    ...row('Commit', hexOf(id), width),
    ...row('Author', safeText(commit.author), width),
    ...row('Time', formatTime(commit.committedAt), width),
    ...row('Files', `${count(commit.files, 'file')}, ${formatBytes(commit.bytes)}`, width),
    ...(commit.name === dataset.slice(dataset.indexOf('/') + 1)
      ? []
      : row('Name', safeText(commit.name), width)),
    ...(commit.keywords === undefined
      ? []
      : row('Keywords', commit.keywords.map(safeText).join(', '), width)),
    ...section('How it came to be', [
      ...row('Action', commit.action, width),
      ...(commit.inputs ?? []).flatMap((input, at) => row(at === 0 ? 'Inputs' : '', shortId(input), width)),
      ...(commit.parents ?? []).flatMap((parent, at) =>
        row(at === 0 ? 'Parents' : '', shortId(parent), width),
      ),
      ...mapRows(commit.parameters, width),
      ...mapRows(commit.run, width),
    ]),
    ...section('Checks', [
      ...gradeRows(commit.expected?.grades, width),
      ...(commit.checks ?? []).flatMap((check) => mapRows(check, width)),
    ]),
    ...section('Metadata', mapRows(metadata, width)),
    ...row('Manifest', hexOf(commit.manifest), width),
  ];
}

function fileLines({ files, detail, versions }: TuiState, width: number): Line[] {
  const one = fileAt(files);
  if (!detail.ofFile || one?.kind !== 'entry' || versions.ref === undefined) return [];
  const { path, entry } = one.entry;
  if (entry === undefined) return [];
  const facts = isSymlink(entry)
    ? row('Links to', safeText(entry.target), width)
    : [
        ...row('Size', `${formatBytes(entry.size)} (${formatNumber(entry.size)} bytes)`, width),
        ...row('SHA-256', hexOf(entry.blob), width),
      ];
  return [
    ...wrapText(safeText(path), width - 2).map((part) => line(` ${part}`, 'strong')),
    ...facts,
    line(` ${'─'.repeat(Math.max(0, width - 2))}`, 'dim'),
  ];
}

const section = (title: string, lines: readonly Line[]): Line[] =>
  lines.length === 0 ? [line('')] : [line(''), line(` ${title}`, 'accent'), ...lines];

const NAME = 11;

/** A name and what it is, over several lines where it is long. */
function row(name: string, value: string, width: number): Line[] {
  const wide = Math.max(NAME, Math.min(24, name.length));
  return wrapText(value, Math.max(10, width - wide - 5)).map((part, at) =>
    lineOf(span(` ${(at === 0 ? name : '').padEnd(wide)}  `, 'dim'), span(part)),
  );
}

const mapRows = (map: FreeMap | undefined, width: number): Line[] =>
  Object.entries(map ?? {}).flatMap(([key, value]) => row(safeText(key), safeText(plain(value)), width));

const gradeRows = (grades: Partial<Readonly<Record<Grade, number>>> | undefined, width: number): Line[] =>
  Object.entries(grades ?? {}).flatMap(([grade, files]) => row(grade, count(files, 'file'), width));

const plain = (value: FreeValue): string => (typeof value === 'string' ? value : JSON.stringify(value));
