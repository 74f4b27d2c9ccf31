import { DlakeError } from '../errors.ts';
import { readIdText } from './ids.ts';
import { isLayer } from './layers.ts';
import { isName, nameProblem } from './names.ts';
import { parseDataset, parseRef } from './parse-ref.ts';
import { pathProblem } from './path.ts';
import type { Revision, RevisionStart } from './revision.ts';
import { isDate, isTime } from './times.ts';

/**
 * Reads a revision as a user types it. `A:B` is a file B of A, but when A has no slash and B begins as a ref
 * does (a layer and a slash) it is the ref B at the remote A; `A:./B` is always a file. Throws
 * `revision-invalid`, or `ref-invalid` when the dataset in it is not one.
 */
export function parseRevision(text: string): Revision {
  const [remote, rest] = splitRemote(text);
  const colon = colonOfPath(rest);
  const [whole, path] = colon === -1 ? [rest, undefined] : [rest.slice(0, colon), rest.slice(colon + 1)];
  const { base, version, back, at } = splitSuffixes(text, whole);
  const start = readStart(text, remote, base);
  if (start.kind === 'name' && (version !== undefined || at !== undefined)) {
    throw invalid(text, '@ goes with a dataset: a tag or an id names one version already');
  }
  return {
    text,
    start,
    ...(version === undefined ? {} : { version }),
    ...(back === undefined ? {} : { back }),
    ...(at === undefined ? {} : { at }),
    ...(path === undefined ? {} : { path: readPath(text, path) }),
  };
}

function splitRemote(text: string): [string | undefined, string] {
  const colon = text.indexOf(':');
  const head = text.slice(0, colon);
  if (colon === -1 || !isName(head) || head === 'sha256') return [undefined, text];
  const tail = text.slice(colon + 1);
  const slash = tail.indexOf('/');
  return slash !== -1 && isLayer(tail.slice(0, slash)) ? [head, tail] : [undefined, text];
}

/** Where a path begins; the colons of `sha256:` and of a time in `@{...}` begin none. */
function colonOfPath(text: string): number {
  const afterHash = text.startsWith('sha256:') ? 'sha256:'.length : 0;
  const first = text.indexOf(':', afterHash);
  const date = text.indexOf('@{', afterHash);
  if (date === -1 || first < date) return first;
  const end = text.indexOf('}', date);
  return end === -1 ? -1 : text.indexOf(':', end);
}

const SUFFIXES = /^(?<base>[^@~{}]*)(?:@(?<version>[^@~{}]*))?(?<back>~[0-9]*)?(?:@\{(?<at>[^{}]*)\})?$/;

function splitSuffixes(text: string, whole: string) {
  const found = SUFFIXES.exec(whole)?.groups;
  if (found === undefined) throw invalid(text, 'it is [LAYER/]DATASET[@VERSION][~N][@{DATE}], in this order');
  const { base = '', version, back, at } = found;
  const badVersion = version === undefined ? undefined : nameProblem(version);
  if (badVersion !== undefined) throw invalid(text, `the version after @ ${badVersion}`);
  return {
    base,
    version,
    back: back === undefined ? undefined : readBack(text, back),
    at: at === undefined ? undefined : readMoment(text, at),
  };
}

/** `~` alone is `~1`, as in git. */
function readBack(text: string, back: string): number {
  const number = back === '~' ? 1 : Number(back.slice(1));
  if (number > 1_000_000_000) throw invalid(text, 'the number after ~ is too large');
  return number;
}

const MOMENT =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,3})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})$/;

function readMoment(text: string, at: string): string {
  if (isDate(at)) return `${at}T23:59:59.999Z`;
  const moment = MOMENT.test(at) ? new Date(at) : undefined;
  const time = moment === undefined || Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
  if (isTime(time)) return time;
  throw invalid(text, 'the date in @{} is like 2026-11-22, or 2026-11-22T10:11:12Z');
}

function readStart(text: string, remote: string | undefined, base: string): RevisionStart {
  if (base === '') throw invalid(text, 'it begins with a dataset, a tag or an id');
  if (remote !== undefined) return { kind: 'remote', remote, ref: parseRef(base) };
  if (base.includes('/')) return readDatasetOrRef(base);
  const id = readIdText(base);
  const tag = isName(base) && id?.codec === undefined && id?.hex.length !== 64 ? base : undefined;
  if (tag === undefined && id === undefined) {
    throw invalid(text, 'it is neither a dataset (SOURCE/ID), a tag nor an id');
  }
  return { kind: 'name', ...(tag === undefined ? {} : { tag }), ...(id === undefined ? {} : { id }) };
}

function readDatasetOrRef(base: string): RevisionStart {
  if (isLayer(base.slice(0, base.indexOf('/')))) return { kind: 'ref', ref: parseRef(base) };
  return { kind: 'dataset', dataset: parseDataset(base) };
}

function readPath(text: string, path: string): string {
  const bare = path.startsWith('./') ? path.slice(2) : path;
  const problem = pathProblem(bare);
  if (problem !== undefined) throw invalid(text, `after the colon comes a path: ${problem}`);
  return bare;
}

const invalid = (revision: string, reason: string): DlakeError =>
  new DlakeError('revision-invalid', { revision, reason });
