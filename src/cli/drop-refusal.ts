import type { ErrorFacts } from '../errors.ts';
import { count } from '../format/count.ts';
import { safe, safeText } from '../format/safe-text.ts';
import type { ErrorWords } from './error-words.ts';
import { EXIT } from './exit-codes.ts';

type Facts = ErrorFacts['drop-refused'];

/** So many files are named. */
const NAMED = 20;

const REASONS = {
  missing: 'it is not there',
  damaged: 'what is there is not what it should be',
  hidden: 'a delete marker or another version hides it there',
} as const satisfies Record<Facts['files'][number]['reason'], string>;

/** What is said where bytes are not dropped, since nobody else is proved to hold them. */
export const dropRefusal: ErrorWords<'drop-refused'> = {
  words: ({ revision, files, asked, notThere, silent }) => {
    const remotes = [
      ...silent.map(({ remote, reason }) => safe`  ${remote} could not be asked: ${reason}`),
      ...notThere.map((remote) => safe`  ${remote} does not have this version`),
    ];
    const named = files
      .slice(0, NAMED)
      .map(({ path, reason }) => `  ${safeText(path)}${asked.length > 0 ? ` (${REASONS[reason]})` : ''}`);
    const more =
      files.length > named.length ? [`  ... and ${count(files.length - named.length, 'more file')}`] : [];
    return [
      safe`${count(files.length, 'file')} of ${revision} may be the last copy: no remote is proved to hold ${files.length === 1 ? 'it' : 'them'}, and nothing was dropped.`,
      ...remotes,
      ...named,
      ...more,
    ].join('\n');
  },
  hint: ({ revision, asked, notThere, silent }) => {
    const [ref = ''] = revision.split('@');
    if (asked.length > 0) return 'Mend the remote first: dlake verify --repair --remote NAME';
    if (notThere.length > 0) return safe`Push it first: dlake push ${notThere.at(0) ?? ''} ${ref}`;
    if (silent.length > 0) return 'Run the same command again when the remote is there.';
    return 'Add a remote and push it there first: dlake remote add NAME FOLDER';
  },
  exit: EXIT.refused,
};
