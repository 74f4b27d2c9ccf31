/** The limits of version 1; `schemas/README.md` lists them for a stranger. Sizes in bytes. */

/** The largest integer of a record, and its negative the smallest. */
export const MAX_INTEGER = Number.MAX_SAFE_INTEGER;
/** The largest commit or log entry. */
export const MAX_RECORD_BYTES = 1024 * 1024;
/** How deep lists and maps lie in one another in free maps; the free map itself counts as 1. */
export const MAX_DEPTH = 16;
/** The longest key of a free map. */
export const MAX_KEY_BYTES = 256;
/** The longest name: SOURCE, EXTERNAL_ID, tag, remote, version. */
export const MAX_NAME_BYTES = 128;
/** The longest path, and the longest symlink target. */
export const MAX_PATH_BYTES = 4096;
/** The longest part of a path, between slashes. */
export const MAX_PART_BYTES = 255;
/** The longest one-line text: a dataset's name, author, keyword, actor, `metadata.source`. */
export const MAX_LINE_BYTES = 1024;
/** The longest message of a commit, and the longest reason of a log entry. */
export const MAX_MESSAGE_BYTES = 65_536;
/** The most parents of a commit. */
export const MAX_PARENTS = 64;
/** The most keywords of a commit. */
export const MAX_KEYWORDS = 1024;
/** The most entries of a manifest page; a page that holds as many closes. */
export const MAX_PAGE_ENTRIES = 4096;
/** The highest level of a page: above level 27 no digest is long enough to cut. */
export const MAX_LEVEL = 31;
/** The largest page: the most entries, each a symlink with the longest path and target, and the frame. */
export const MAX_PAGE_BYTES = MAX_PAGE_ENTRIES * (2 * (MAX_PATH_BYTES + 3) + 1) + 64;
/** The highest number of a log entry: 12 digits. */
export const MAX_SEQ = 999_999_999_999;
