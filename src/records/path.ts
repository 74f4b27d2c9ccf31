import { DlakeError } from '../errors.ts';
import { MAX_PART_BYTES, MAX_PATH_BYTES } from './limits.ts';
import { isWellFormed } from './text-rules.ts';
import { utf8Length } from './utf8-length.ts';

/** The folder of dlake itself; no path has a part of this name, in any case. */
const OWN = '.dlake';

/** Why this is not a path of a manifest, or undefined when it is one. `schemas/README.md` has the rules. */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'a path is not empty';
  if (!isWellFormed(path)) return 'a path is well-formed Unicode';
  if (path.includes('\0')) return 'a path has no NUL';
  if (path.startsWith('/')) return 'a path is relative';
  if (utf8Length(path) > MAX_PATH_BYTES) return `a path has at most ${MAX_PATH_BYTES} bytes`;
  for (const part of path.split('/')) {
    const problem = partProblem(part);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function partProblem(part: string): string | undefined {
  if (part === '') return 'a path has no empty part';
  if (part === '.' || part === '..') return `a path has no part ${part}`;
  if (isOwnFolder(part)) return `a path does not lead into ${OWN}`;
  if (utf8Length(part) > MAX_PART_BYTES) return `a part of a path has at most ${MAX_PART_BYTES} bytes`;
  return undefined;
}

/** Whether a part of a path names dlake's own folder; file systems that fold case find it under any case. */
export const isOwnFolder = (part: string): boolean =>
  part.length === OWN.length && part.toLowerCase() === OWN;

/** Throws `path-invalid` when this is not a path of a manifest. */
export function checkPath(path: string): void {
  const reason = pathProblem(path);
  if (reason !== undefined) throw new DlakeError('path-invalid', { path, reason });
}
