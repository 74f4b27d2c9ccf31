import { COLLECTION } from './collection.ts';
import { FIRST } from './first.ts';
import { QUESTION_INDEXES } from './question-indexes.ts';
import { TIME_INDEX } from './time-index.ts';
import { WITHDRAWING } from './withdrawing.ts';

/**
 * All steps from an empty database to the newest schema, each a list of statements. A catalog's schema version
 * is how many of them it has seen; what has once been released is never changed.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  FIRST,
  QUESTION_INDEXES,
  COLLECTION,
  TIME_INDEX,
  WITHDRAWING,
];
