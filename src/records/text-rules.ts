import { utf8Length } from './utf8-length.ts';

/** What a text of a record must be like. */
export interface TextRule {
  /** Bytes of UTF-8. */
  readonly max: number;
  /** True when the text is one line: no control characters and no line or paragraph separators. */
  readonly line?: boolean;
  readonly empty?: boolean;
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const NOT_A_LINE = /[\p{Cc}\u2028\u2029]/u;

/** Whether this text has a UTF-8 form: no lone surrogates. */
export const isWellFormed = (text: string): boolean => !LONE_SURROGATE.test(text);

/** Why this text breaks the rule, or undefined when it keeps it. No text of a record holds a NUL. */
export function textProblem(text: string, rule: TextRule): string | undefined {
  if (text === '' && rule.empty !== true) return 'is empty';
  if (LONE_SURROGATE.test(text)) return 'is not well-formed Unicode';
  if (rule.line === true && NOT_A_LINE.test(text)) return 'is not one line of text';
  if (text.includes('\0')) return 'contains a NUL';
  if (utf8Length(text) > rule.max) return `is longer than ${rule.max} bytes`;
  return undefined;
}
