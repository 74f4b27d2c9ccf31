import { DlakeError } from '../errors.ts';

/** What a part of a log's subject may be. */
export const SUBJECT_PART = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** Whether all parts of this text, between its slashes, are names. */
export const isSubject = (text: string): boolean => text.split('/').every((part) => SUBJECT_PART.test(part));

/** Throws `usage-invalid` unless the subject's parts are all names: it becomes a path. */
export function checkSubject(subject: string): void {
  if (isSubject(subject)) return;
  throw new DlakeError('usage-invalid', { reason: `not a log's subject: ${JSON.stringify(subject)}` });
}
