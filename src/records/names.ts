import { isLayer } from './layers.ts';
import { MAX_NAME_BYTES } from './limits.ts';

const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/**
 * Why this text is not a name (an external id, a tag, a remote, a version), or undefined when it is one: 1 to
 * 128 of `A-Z a-z 0-9 . _ -`, not beginning with `.` or `-`.
 */
export function nameProblem(text: string): string | undefined {
  if (text === '') return 'is empty';
  if (text.length > MAX_NAME_BYTES) return `is longer than ${MAX_NAME_BYTES} characters`;
  if (NAME.test(text)) return undefined;
  if (text.startsWith('.') || text.startsWith('-')) return `must not begin with ${text.slice(0, 1)}`;
  return 'may only have letters A-Z a-z, digits and . _ -';
}

/** Whether this text is a name. */
export const isName = (text: string): boolean => nameProblem(text) === undefined;

/**
 * Why this text is not a SOURCE, or undefined when it is one: a name in lower case that is not a layer's,
 * so that `raw/geo` can never be a dataset.
 */
export function sourceProblem(text: string): string | undefined {
  if (text !== text.toLowerCase()) return 'must be in lower case';
  return isLayer(text) ? 'is the name of a layer' : nameProblem(text);
}

/** Whether this text is a SOURCE. */
export const isSource = (text: string): boolean => sourceProblem(text) === undefined;

/** Whether this text is SOURCE/EXTERNAL_ID. */
export function isDataset(text: string): boolean {
  const [source = '', id = '', ...more] = text.split('/');
  return more.length === 0 && isSource(source) && isName(id);
}
