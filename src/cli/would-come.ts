import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';

/** What a dry run has counted, for people. */
export const wouldCome = (objects: number, bytes: number): string =>
  `${count(objects, 'object')}, ${formatBytes(bytes)} would come`;
