import { DlakeError } from '../errors.ts';
import type { FreeMap, FreeValue } from '../records/commit.ts';

/** Reads `K=V` texts of a flag as a map. Throws `usage-invalid` naming the flag. */
export function keyValues(flag: string, texts: readonly string[]): Record<string, string> {
  const pairs = texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new DlakeError('usage-invalid', { reason: `--${flag} takes KEY=VALUE, not ${text}` });
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

/** Reads the JSON object of a flag. Throws `usage-invalid` naming the flag. */
export function jsonMap(flag: string, text: string | undefined): FreeMap {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DlakeError('usage-invalid', { reason: `--${flag} is not JSON` }, { cause });
  }
  if (!isFreeMap(value)) {
    const reason = `--${flag} takes a JSON object of texts, whole numbers, true, false, lists and objects`;
    throw new DlakeError('usage-invalid', { reason });
  }
  return value;
}

function isFreeMap(value: unknown): value is FreeMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(isFreeValue)
  );
}

function isFreeValue(value: unknown): value is FreeValue {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)) return true;
  return Array.isArray(value) ? value.every(isFreeValue) : isFreeMap(value);
}
