import type { ErrorCode, ErrorFacts } from '../errors.ts';
import { formatNumber } from '../format/count.ts';
import { safe, safeText } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import { idOfCidText } from '../records/ids.ts';
import { databaseRefusal } from './database-refusals.ts';
import { dropRefusal } from './drop-refusal.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { remoteRefusal } from './remote-refusals.ts';

/** What the command line says of a code: whole sentences from its facts, what to try, and the exit code. */
export interface ErrorWords<C extends ErrorCode> {
  words(facts: ErrorFacts[C]): string;
  hint?(facts: ErrorFacts[C]): string | undefined;
  readonly exit: ExitCode;
}

/** The command line's words for every error code. A code without words does not compile. */
export const ERROR_WORDS: { readonly [C in ErrorCode]: ErrorWords<C> } = {
  'usage-invalid': {
    words: ({ reason }) => safeText(reason),
    hint: ({ see }) => (see === undefined ? undefined : safe`See: ${see}`),
    exit: EXIT.usage,
  },
  'lake-not-found': {
    words: ({ from, named }) =>
      named === true
        ? safe`There is no lake in ${from}`
        : safe`There is no lake in ${from} or in a folder above it.`,
    hint: () => 'Make one with `dlake init`, or name one with --lake DIR or DLAKE_LAKE.',
    exit: EXIT.fixable,
  },
  'lake-exists': {
    words: ({ root, folder }) =>
      folder === undefined
        ? safe`There is a lake already in ${root}`
        : safe`${folder} is a folder of the lake in ${root}`,
    exit: EXIT.fixable,
  },
  'lake-invalid': {
    words: ({ root, reason }) => safe`The lake in ${root} can't be opened: ${reason}.`,
    exit: EXIT.fixable,
  },
  'settings-invalid': {
    words: ({ file, reason }) => safe`A setting in ${file} is not valid: ${reason}.`,
    hint: () => 'Correct the file, or set the value anew with `dlake config KEY VALUE`.',
    exit: EXIT.fixable,
  },
  'author-unknown': {
    words: () => "A commit says who made it, and dlake doesn't know who you are.",
    hint: () => 'Tell it once: dlake config author "Your Name <you@example.org>"',
    exit: EXIT.fixable,
  },
  'author-invalid': {
    words: ({ author }) => safe`This is not an author: ${author}`,
    hint: () => 'Write it as "Name <email>".',
    exit: EXIT.fixable,
  },
  'key-unknown': {
    words: () => 'A signature takes a key, and none was named.',
    hint: () =>
      'Name one with --key FILE, or once for all: dlake config signingKey ~/.ssh/id_ed25519 (ssh-keygen -t ed25519 makes one)',
    exit: EXIT.fixable,
  },
  'key-invalid': {
    words: ({ file, reason }) => safe`The key in ${file} can't sign: ${reason}.`,
    exit: EXIT.fixable,
  },
  'signers-invalid': {
    words: ({ file, line, reason }) =>
      line === undefined
        ? safe`The list of allowed signers in ${file} can't be used: ${reason}.`
        : safe`Line ${line} of ${file} names no allowed signer: ${reason}.`,
    hint: () => 'A line is as in ssh-keygen(1), ALLOWED SIGNERS: ada@lab.org ssh-ed25519 AAAA...',
    exit: EXIT.fixable,
  },
  'checkpoint-invalid': {
    words: ({ file, reason }) =>
      file === undefined
        ? safe`The checkpoint can't be compared with this lake: ${reason}.`
        : safe`The checkpoint in ${file} can't be read: ${reason}.`,
    exit: EXIT.fixable,
  },
  'ref-invalid': {
    words: ({ ref, reason }) => safe`${ref} is not a ref: ${reason}.`,
    hint: () => 'A ref is LAYER/SOURCE/EXTERNAL_ID, as raw/geo/GSE2034.',
    exit: EXIT.fixable,
  },
  'not-checked-out': {
    words: ({ ref, input }) =>
      safe`${ref} is not checked out${input === true ? ', so that nobody can tell which version of it was read' : ''}.`,
    hint: ({ ref, input }) =>
      input === true ? safe`Name the version that was read, as ${ref}@v1.` : safe`dlake checkout ${ref}`,
    exit: EXIT.fixable,
  },
  'input-modified': {
    words: ({ ref, paths }) =>
      `${safe`The folder of ${ref} is not what was committed, so that nobody can tell what was read:`}${lines(paths)}`,
    hint: ({ ref }) => safe`Commit it first, or name the version that was read, as ${ref}@v1.`,
    exit: EXIT.fixable,
  },
  'nothing-to-undo': {
    words: (facts) =>
      'ref' in facts
        ? safe`There is nothing left to undo in ${facts.ref}.`
        : safe`There is nothing left to undo of what ${facts.actor} did in this lake.`,
    hint: (facts) =>
      'ref' in facts ? undefined : 'What somebody else did is undone by name only: dlake undo REF',
    exit: EXIT.fixable,
  },
  'ref-unknown': {
    words: ({ ref }) => safe`There is no ref ${ref} in this lake.`,
    hint: ({ near }) => (near === undefined || near.length === 0 ? undefined : `Did you mean ${list(near)}?`),
    exit: EXIT.fixable,
  },
  'ref-ended': {
    words: ({ ref, at, reason }) => safe`The ref ${ref} was ended at ${at}: ${reason}`,
    hint: ({ ref }) =>
      safe`Its versions are still there (dlake log ${ref}); dlake undo ${ref} takes the end back.`,
    exit: EXIT.fixable,
  },
  'dataset-ambiguous': {
    words: ({ dataset, refs }) =>
      safe`The dataset ${dataset}`.concat(` is in several layers: ${list(refs)}.`),
    hint: () => 'Name the layer too.',
    exit: EXIT.fixable,
  },
  'revision-invalid': {
    words: ({ revision, reason }) => safe`${revision} is not a revision: ${reason}.`,
    hint: () => 'A revision is [LAYER/]DATASET[@VERSION][~N][@{DATE}], a tag, or an id.',
    exit: EXIT.fixable,
  },
  'revision-unknown': {
    words: ({ revision }) => safe`There is no revision ${revision} in this lake.`,
    hint: ({ revision, near = [] }) => {
      if (near.length > 0) return `Did you mean ${list(near)}?`;
      const [dataset = ''] = revision.split(/[@~:]/);
      return safe`See what there is: dlake log${dataset.includes('/') ? ` ${dataset}` : ''}`;
    },
    exit: EXIT.fixable,
  },
  'revision-ambiguous': {
    words: ({ revision, candidates }) => `${safe`${revision} may mean several things:`}${lines(candidates)}`,
    exit: EXIT.fixable,
  },
  'path-unknown': {
    words: ({ revision, path }) => safe`There is no ${path} in ${id(revision)}`,
    hint: ({ revision }) => safe`See what there is: dlake ls ${id(revision)}`,
    exit: EXIT.fixable,
  },
  'not-in-lake': {
    words: ({ path }) => safe`${path} is not in a dataset's folder of this lake.`,
    hint: () =>
      'Name the folder of one dataset, as raw/geo/GSE2034, or say which one it is with --as LAYER/SOURCE/EXTERNAL_ID.',
    exit: EXIT.fixable,
  },
  'path-invalid': {
    words: ({ path, reason }) => safe`The path ${path} can't be in a dataset: ${reason}.`,
    exit: EXIT.fixable,
  },
  'path-not-utf8': {
    words: ({ path }) => safe`The name of this file is not UTF-8: ${path}`,
    hint: () => 'Rename it, or leave it out with .dlakeignore.',
    exit: EXIT.fixable,
  },
  'paths-fold': {
    words: ({ paths: [one, other] }) => safe`This file system takes ${one} and ${other} for one file.`,
    hint: () => 'Check out on another file system, or only one of them with --only.',
    exit: EXIT.fixable,
  },
  'file-changed': {
    words: ({ path }) => safe`This file changed while it was read: ${path}`,
    hint: () => 'Commit again when nobody writes to it.',
    exit: EXIT.fixable,
  },
  'file-unreadable': {
    words: ({ path, reason }) => safe`This file can't be read (${reason}): ${path}`,
    exit: EXIT.fixable,
  },
  'file-unwritable': {
    words: ({ path, reason }) => safe`This file can't be written (${reason}): ${path}`,
    exit: EXIT.fixable,
  },
  'file-kind': {
    words: ({ path, kind }) => safe`A dataset can't hold a ${kind}: ${path}`,
    hint: () => 'Move it away, or leave it out with .dlakeignore.',
    exit: EXIT.fixable,
  },
  'symlink-outside': {
    words: ({ path, target }) => safe`The symlink ${path} leads out of the dataset, to ${target}`,
    hint: () => '--follow-symlinks commits what it leads to.',
    exit: EXIT.fixable,
  },
  'html-instead': {
    words: ({ path }) => safe`This looks like a web page, not like what its name says: ${path}`,
    hint: () => 'A failed download often looks so. --force commits it as it is.',
    exit: EXIT.fixable,
  },
  'worktree-dirty': {
    words: ({ ref, paths }) =>
      `${safe`The folder of ${ref} has changes that are in no commit:`}${lines(paths)}`,
    hint: () => 'Commit them first; --force gives them up.',
    exit: EXIT.fixable,
  },
  'checkout-unfinished': {
    words: ({ ref, commit }) =>
      safe`A checkout of ${id(commit)} into the folder of ${ref} was interrupted: it may be a mix of two versions.`,
    hint: ({ commit }) => safe`The checkout goes on with: dlake checkout ${id(commit)}`,
    exit: EXIT.fixable,
  },
  'worktree-in-the-way': {
    words: ({ ref, paths }) =>
      `${safe`In the folder of ${ref} something else is where files are to be:`}${lines(paths)}`,
    hint: () => 'Move it away, then run the same command again.',
    exit: EXIT.fixable,
  },
  'nothing-to-commit': { words: ({ path }) => safe`There is nothing at ${path}`, exit: EXIT.fixable },
  'folder-empty': {
    words: ({ path }) => safe`There are no files in ${path}`,
    hint: () => '--allow-empty makes a version without files.',
    exit: EXIT.fixable,
  },
  'deletions-need-consent': {
    words: ({ ref, deleted, total }) =>
      `${safe`This commit would drop ${formatNumber(deleted.length)} of the ${formatNumber(total)} files of ${ref}:`}${lines(deleted)}`,
    hint: () => '--allow-delete drops them; commit --update PATH adds and replaces files and drops none.',
    exit: EXIT.fixable,
  },
  'run-failed': {
    words: ({ command, exitCode, log }) =>
      `${safe`The command ended with exit code ${exitCode}, and nothing was committed: ${command.join(' ')}`}\n${safe`What it wrote is in ${log}`}`,
    exit: EXIT.fixable,
  },
  'admission-refused': { words: ({ ref, rule }) => safe`${ref} was refused: ${rule}.`, exit: EXIT.refused },
  'rule-refused': {
    words: ({ subject, rule }) => safe`${subject} was refused: ${rule}.`,
    exit: EXIT.refused,
  },
  'drop-refused': dropRefusal,
  'base-behind': {
    words: ({ ref, base, head }) =>
      safe`The folder of ${ref} was checked out from ${id(base)}, and the ref has moved on to ${id(head)} since.`,
    hint: ({ ref }) =>
      safe`See what changed with dlake diff ${id(ref)}, then check out the new version elsewhere, or commit only what you changed with --update PATH.`,
    exit: EXIT.moved,
  },
  'ref-moved': {
    words: ({ ref, by, at }) =>
      `${safe`Somebody moved ${ref} meanwhile`}${by === undefined ? '' : safe` (${by})`}${at === undefined ? '' : safe` at ${at}`}; nothing was changed.`,
    hint: () => 'Look at what is new with `dlake log`, then run the same command again.',
    exit: EXIT.moved,
  },
  'update-conflict': {
    words: ({ ref, paths }) => `${safe`Somebody changed the same files in ${ref}:`}${lines(paths)}`,
    hint: () => 'Check out the new version elsewhere, bring the two together, and commit again.',
    exit: EXIT.moved,
  },
  'remote-unknown': {
    words: ({ remote, known }) =>
      `${safe`There is no remote called ${remote}`}${known.length === 0 ? '.' : `; there are: ${known.map(safeText).join(', ')}`}`,
    hint: () => 'Name one: dlake remote add NAME FOLDER',
    exit: EXIT.fixable,
  },
  'remote-exists': {
    words: ({ remote, address }) => safe`There is a remote called ${remote} already: ${address}`,
    hint: ({ remote }) => safe`Give it another address with: dlake remote set-url ${remote} FOLDER`,
    exit: EXIT.fixable,
  },
  'remote-unreachable': {
    words: ({ remote, address, reason }) =>
      safe`The remote ${remote} can't be reached at ${address}: ${reason}. Nothing was changed.`,
    exit: EXIT.unreachable,
  },
  'bytes-unreachable': {
    words: ({ what, remote, reason }) =>
      safe`${what} is not here, and the remote ${remote}, which may have it, can't be reached: ${reason}.`,
    hint: () => 'Run the same command again when the remote is there.',
    exit: EXIT.unreachable,
  },
  'remote-uncertain': {
    words: ({ what, reason }) =>
      safe`The connection was lost (${reason}) just when ${what} was moved at the remote: it may have moved or not.`,
    hint: () => 'Run the same command again: it looks first, and sends nothing twice.',
    exit: EXIT.unreachable,
  },
  'remote-moved': {
    words: ({ remote, ref, reason }) =>
      safe`${ref} has gone another way at ${remote} (${reason}); nothing was changed here.`,
    hint: ({ remote, ref }) =>
      safe`Look at what is new there: dlake fetch ${remote}, then dlake diff ${ref} ${remote}:${ref}`,
    exit: EXIT.moved,
  },
  'url-unavailable': {
    words: ({ remote, file, why }) =>
      `${safe`There is no URL for ${file} at ${remote}`}: ${urlReason(why).words}.`,
    hint: ({ why, remote, file }) => safe`${urlReason(why).hint(remote, file)}`,
    exit: EXIT.fixable,
  },
  'remote-refused': {
    words: ({ address, bucket, cause, reason }) =>
      safe`${address} refused: ${remoteRefusal(cause).words(bucket)} (${reason}).`,
    hint: ({ bucket, cause }) => remoteRefusal(cause).mend(safeText(bucket)),
    exit: EXIT.fixable,
  },
  'central-not-made': {
    words: ({ remote }) =>
      remote === undefined
        ? 'There is no lake in that database yet.'
        : safe`There is no lake at the remote ${remote} yet.`,
    hint: ({ remote }) =>
      safe`Whoever runs the lab's servers makes it once: dlake remote setup ${remote ?? 'NAME'}`,
    exit: EXIT.fixable,
  },
  'address-invalid': {
    words: ({ address, reason }) => safe`The address ${address} can't be used: ${reason}.`,
    exit: EXIT.fixable,
  },
  'database-unreachable': {
    words: ({ address, reason }) =>
      safe`The database ${address} can't be reached: ${reason}. Nothing was changed.`,
    hint: () => 'Is the server up, and is this the network that it can be reached from?',
    exit: EXIT.unreachable,
  },
  'database-refused': {
    words: ({ address, why, reason }) =>
      `${safe`The database ${address}`} ${databaseRefusal(why).words}${reason === '' ? '.' : safe`: ${reason}.`}`,
    hint: ({ why }) => databaseRefusal(why).hint,
    exit: EXIT.fixable,
  },
  'lock-not-found': {
    words: ({ file }) => safe`There is no lock file ${file}`,
    hint: () => 'Pin a version first: dlake pin REV, or name the file with --file.',
    exit: EXIT.fixable,
  },
  'lock-invalid': {
    words: ({ file, reason }) => safe`The lock file ${file} can't be used: ${reason}.`,
    exit: EXIT.fixable,
  },
  'lock-mismatch': {
    words: ({ ref, reason }) => safe`${ref} is not as it was pinned: ${reason}.`,
    hint: ({ ref }) =>
      safe`Was dlake.lock edited by hand, or merged? Pin the version that you mean anew: dlake pin ${ref}@VERSION`,
    exit: EXIT.damage,
  },
  'pinned-changed': {
    words: ({ ref, paths }) =>
      `${safe`These files are not what was brought for ${ref}; nothing was overwritten:`}${lines(paths)}`,
    hint: () => 'Move them away if they are wanted; --force gives them up.',
    exit: EXIT.fixable,
  },
  'not-pinned': {
    words: ({ ref, pinned }) =>
      `${safe`${ref} is not pinned`}${pinned.length === 0 ? '.' : `; pinned are: ${list(pinned)}`}`,
    exit: EXIT.fixable,
  },
  'not-at-remote': {
    words: ({ ref, version, remote }) =>
      safe`${ref}@${version} is not at ${remote}, where others would look for it.`,
    hint: ({ ref }) => safe`Send it there first: dlake push ${ref}`,
    exit: EXIT.fixable,
  },
  'record-invalid': {
    words: ({ what, reason }) => safe`A damaged or hostile record was refused: ${what}: ${reason}.`,
    hint: () => '`dlake fsck` lists all that is not as it should be.',
    exit: EXIT.damage,
  },
  'format-too-new': {
    words: ({ what, version }) => safe`${what} is of format ${version}, which this dlake does not know.`,
    hint: () => 'Use a newer dlake.',
    exit: EXIT.fixable,
  },
  withdrawn: {
    words: ({ id: object, ref, path }) =>
      `${safe`The bytes of ${id(object)} are withdrawn`}${ref === undefined && path !== undefined ? safe` (${path})` : place(ref, path)}: nobody is to read, copy or store them any more.`,
    hint: () => '`dlake withdraw` tells who withdrew what, when and why.',
    exit: EXIT.refused,
  },
  'object-missing': {
    words: ({ id: object, ref, path }) =>
      `${safe`The bytes of ${id(object)} are not in this lake`}${place(ref, path)}.`,
    hint: () => '`dlake fsck` lists all that is missing.',
    exit: EXIT.damage,
  },
  'object-damaged': {
    words: ({ id: object, found, where }) =>
      safe`The bytes stored as ${id(object)} are damaged: they hash to ${digest(found)} (in ${where}).`,
    hint: () => '`dlake verify` lists all that is damaged.',
    exit: EXIT.damage,
  },
  'objects-not-live': {
    words: ({ ref, records, files }) =>
      `${safe`Some of what ${ref} was to name is no longer kept there, so the ref was not moved:`}${lines([...records.map(id), ...files.map(({ kind, key }) => `${kind} ${digest(key)}`)])}`,
    hint: () => 'Run the same command again: what is missing is sent anew.',
    exit: EXIT.fixable,
  },
  'store-damaged': {
    words: ({ where, reason }) => safe`The store is damaged at ${where}: ${reason}.`,
    hint: () => '`dlake fsck` checks all of it.',
    exit: EXIT.damage,
  },
  'damage-found': {
    words: ({ count }) => `Damage was found: ${formatNumber(count)} ${count === 1 ? 'problem' : 'problems'}.`,
    exit: EXIT.damage,
  },
  'signature-refused': {
    words: ({ what, reason }) => safe`The signature of ${what} does not count: ${reason}.`,
    exit: EXIT.damage,
  },
  'outputs-changed': {
    words: ({ run, files }) =>
      `${safe`Nothing was imported: these outputs of ${run} are not as it recorded them:`}${lines(
        files.map(({ path, reason }) => `${path}: ${reason}`),
      )}`,
    exit: EXIT.damage,
  },
  'imported-in-part': {
    words: ({ run, landed, ref }) =>
      `${safe`Of ${run} this was imported:`}${lines(
        landed.map(({ ref, commit }) => `${ref} ${shortId(commit)}`),
      )}\n${safe`${ref} was not, nor what comes after it.`}`,
    hint: () => 'The same once more takes what is there for done.',
    exit: EXIT.partly,
  },
  'inputs-unknown': {
    words: ({ ref, files }) =>
      `${safe`No version is known to have what ${ref} was made from:`}${lines(
        files.map(({ path, reason }) => `${path}: ${reason}`),
      )}`,
    hint: () => 'Commit them first, or say with --attest REASON why the result counts without.',
    exit: EXIT.refused,
  },
  'source-damaged': {
    words: ({ revision, files }) =>
      `${safe`Nothing was promoted: these files of ${revision} are not whole:`}${lines(
        files.map(({ path, reason }) => `${path === '' ? '(its records)' : path}: ${reason}`),
      )}`,
    hint: () => '`dlake verify --repair` gets them from a remote that has them.',
    exit: EXIT.damage,
  },
  'checksum-mismatch': {
    words: ({ files, from }) =>
      `${safe`These files are not what ${from} says; nothing was committed:`}${lines(
        files.map((file) => `${file.path}: ${file.algo} is ${file.found}, not ${file.expected}`),
      )}`,
    hint: () => 'Download them again.',
    exit: EXIT.damage,
  },
  'checksums-invalid': {
    words: ({ from, reason }) => safe`The checksums in ${from} can't be read: ${reason}.`,
    exit: EXIT.fixable,
  },
  'gzip-damaged': {
    words: ({ path, reason }) => safe`This gzip file is damaged (${reason}); nothing was committed: ${path}`,
    hint: () => 'Download it again.',
    exit: EXIT.damage,
  },
  'disk-full': {
    words: ({ path, quota }) =>
      quota === true
        ? safe`Your quota on this disk is used up: there is no space left for ${path}`
        : safe`There is no space left for ${path}`,
    hint: () =>
      'The lake is whole. Free some space and run the same command again: it goes on where it stopped.',
    exit: EXIT.fixable,
  },
  'store-unwritable': {
    words: ({ path, reason }) => safe`Nothing can be written (${reason}) at ${path}`,
    hint: () => 'What the disk lacks, if it lacks something, is told by: dlake doctor',
    exit: EXIT.fixable,
  },
  'store-moved': {
    words: ({ from, to, done }) =>
      done
        ? safe`The store in ${from} has been moved to ${to}`
        : safe`The store in ${from} is being moved to ${to}`,
    hint: ({ to, done }) =>
      done
        ? safe`Run the same command again; a lake that still looks there learns of it by: dlake config store ${to}`
        : 'Run the same command again when that is done.',
    exit: EXIT.fixable,
  },
  'store-busy': {
    words: ({ folder, processes }) =>
      `${safe`Others are at work in the store in ${folder}, which can't be moved before they have ended:`}${lines(processes)}`,
    hint: () => 'Run the same command again then: what was copied is not copied again.',
    exit: EXIT.fixable,
  },
  'system-refused': {
    words: ({ reason, path }) =>
      `${safeText(reason.charAt(0).toUpperCase() + reason.slice(1))}${path === undefined ? '.' : safe`: ${path}`}`,
    exit: EXIT.fixable,
  },
  'catalog-unavailable': {
    words: ({ state, reason }) => safe`The catalog ${CATALOG_STATES[state]}: ${reason}.`,
    hint: ({ state, pid }) => {
      if (state === 'uncertain')
        return 'Look with `dlake log` whether it arrived, or run the same command again.';
      if (state === 'damaged' || state === 'remade') {
        return 'Nothing is lost. Run the same command again, or make the catalog again from the store: dlake rebuild';
      }
      return `${pid === undefined ? '' : `Process ${pid} has it. `}Try again, or stop it with \`dlake catalog stop\`.`;
    },
    exit: EXIT.fixable,
  },
  'catalog-too-old': {
    words: ({ found, known }) =>
      found === 0
        ? 'There is no lake in this database.'
        : `The catalog was made by an older dlake (schema ${found}, this one needs ${known}).`,
    hint: ({ found }) =>
      found === 0
        ? 'Whoever administers the database makes one with `dlake remote setup NAME`.'
        : 'Whoever administers the lake brings it up to date with `dlake remote setup NAME`; until then use the older dlake.',
    exit: EXIT.fixable,
  },
  'catalog-too-new': {
    words: ({ found, known }) =>
      `The catalog was made by a newer dlake (schema ${found}, this one knows ${known}).`,
    hint: () => 'Use a newer dlake.',
    exit: EXIT.fixable,
  },
  interrupted: {
    words: () => 'Interrupted.',
    hint: () => 'Nothing is left half done: run the same command again.',
    exit: EXIT.interrupted,
  },
};

const CATALOG_STATES = {
  busy: 'is busy',
  unreachable: "can't be reached",
  uncertain: 'went away while something was added, which may be in it or not',
  damaged: 'is damaged',
  remade: 'was made again meanwhile',
} as const satisfies Record<ErrorFacts['catalog-unavailable']['state'], string>;

const URL_REASONS = {
  packed: {
    words:
      'it is small and lies in a pack with others, of which `dlake serve` is to serve parts, which is not there yet',
    hint: (_: string, file: string) => `Until then: dlake cat ${file}`,
  },
  folder: {
    words: 'that is a folder, and no server',
    hint: (_: string, file: string) => `dlake cat ${file}`,
  },
  absent: {
    words: 'it is not there',
    hint: (remote: string, file: string) =>
      `Send it first: dlake push ${remote} ${file.replace(/[@~:].*$/, '')}`,
  },
} as const satisfies Record<ErrorFacts['url-unavailable']['why'], unknown>;

const urlReason = (why: ErrorFacts['url-unavailable']['why']) => URL_REASONS[why] ?? URL_REASONS.absent;

const MOST_LINES = 20;
const ID = /^f01(?:55|71)1220[0-9a-f]{64}$/;

const id = (text: string): string => {
  const known = ID.test(text) ? text : idOfCidText(text);
  return known === undefined ? text : shortId(known);
};
/** A digest as short as ids are shown. */
const digest = (hex: string): string => (/^[0-9a-f]{64}$/.test(hex) ? hex.slice(0, 10) : hex);
const list = (texts: readonly string[]): string => texts.map(safeText).join(', ');

function lines(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST_LINES).map((text) => `\n  ${safeText(text)}`);
  const more = texts.length - shown.length;
  return `${shown.join('')}${more > 0 ? `\n  and ${formatNumber(more)} more` : ''}`;
}

function place(ref: string | undefined, path: string | undefined): string {
  if (path !== undefined) return safe` (${ref ?? ''}:${path})`;
  return ref === undefined ? '' : safe` (${ref})`;
}
