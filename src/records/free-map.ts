import type { CborMap, CborValue } from './cbor-value.ts';
import { MAX_DEPTH, MAX_KEY_BYTES, MAX_RECORD_BYTES } from './limits.ts';
import { isLink, linkedId } from './link.ts';
import { textProblem } from './text-rules.ts';

/** What is wrong in a free map, and under which keys. */
export interface FreeMapProblem {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

const KEY = { max: MAX_KEY_BYTES, line: true } as const;
const TEXT = { max: MAX_RECORD_BYTES, empty: true } as const;

/**
 * What keeps a value from being a free map, or undefined when it is one: text, whole numbers, true and false,
 * lists and maps of these, at most 16 deep; links too when `links` is true. `depth` counts the lists and maps
 * that it lies in.
 */
export function freeMapProblem(value: unknown, links: boolean, depth = 1): FreeMapProblem | undefined {
  if (!isMap(value)) return { path: [], reason: 'is not a map' };
  return inside(value, links, depth);
}

function inside(value: CborMap, links: boolean, depth: number): FreeMapProblem | undefined {
  for (const key of Object.keys(value)) {
    const problem = keyProblem(key);
    if (problem !== undefined) return { path: [], reason: `a key ${problem}` };
    const found = valueProblem(value[key] as CborValue, links, depth + 1);
    if (found !== undefined) return { ...found, path: [key, ...found.path] };
  }
  return undefined;
}

function keyProblem(key: string): string | undefined {
  if (key === '/' || key === '__proto__') return `must not be ${key}`;
  return textProblem(key, KEY);
}

function valueProblem(value: CborValue, links: boolean, depth: number): FreeMapProblem | undefined {
  const reason = scalarProblem(value, links);
  if (reason === 'none') return undefined;
  if (reason !== undefined) return { path: [], reason };
  if (depth > MAX_DEPTH) return { path: [], reason: `lies more than ${MAX_DEPTH} lists and maps deep` };
  if (!Array.isArray(value)) return inside(value as CborMap, links, depth);
  for (const [i, item] of value.entries()) {
    const found = valueProblem(item as CborValue, links, depth + 1);
    if (found !== undefined) return { ...found, path: [i, ...found.path] };
  }
  return undefined;
}

/** What is wrong with a value that is neither a list nor a map; `none` when nothing is; undefined for those. */
function scalarProblem(value: unknown, links: boolean): string | undefined {
  if (typeof value === 'string') return textProblem(value, TEXT) ?? 'none';
  if (typeof value === 'boolean') return 'none';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'none' : 'is not a whole number';
  if (isLink(value)) {
    if (!links) return 'is a link';
    return Object.keys(value).length === 1 && linkedId(value) !== undefined ? 'none' : 'is not a link';
  }
  return Array.isArray(value) || isMap(value)
    ? undefined
    : 'is not text, a number, true, false, a list or a map';
}

function isMap(value: unknown): value is CborMap {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
