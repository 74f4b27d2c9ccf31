import { MAX_PATH_BYTES } from './limits.ts';
import { isOwnFolder } from './path.ts';
import { isWellFormed } from './text-rules.ts';
import { utf8Length } from './utf8-length.ts';

/**
 * Why a symlink at `path` with this target might lead out of its dataset, or undefined when it can't. The
 * target is relative; its `..` parts all come first and are no more than the folders that the link lies in; no
 * part is dlake's own folder. This is enough: no path of a manifest lies below another entry, so the folders
 * above a link are real folders, and a step down either meets a file, a folder or a link that keeps this rule.
 */
export function targetProblem(path: string, target: string): string | undefined {
  if (target === '') return 'a link leads somewhere';
  if (!isWellFormed(target)) return 'a link target is well-formed Unicode';
  if (target.includes('\0')) return 'a link target has no NUL';
  if (target.startsWith('/')) return 'a link target is relative';
  if (utf8Length(target) > MAX_PATH_BYTES) return `a link target has at most ${MAX_PATH_BYTES} bytes`;
  const parts = target.split('/');
  const down = parts.findIndex((part) => part !== '..');
  const up = down === -1 ? parts.length : down;
  if (parts.indexOf('..', up) !== -1) return 'a link target goes up only at its beginning';
  if (up > path.split('/').length - 1) return 'a link stays inside its dataset';
  return parts.some(isOwnFolder) ? 'a link does not lead into .dlake' : undefined;
}

/** Whether a symlink at `path` with this target provably stays inside its dataset. */
export const staysInside = (path: string, target: string): boolean =>
  targetProblem(path, target) === undefined;
