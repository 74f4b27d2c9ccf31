import { openLake } from '../../src/lake/open-lake.ts';
import { readCommit } from '../../src/lake/read-commit.ts';
import { commitId } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { checkout } from '../../src/worktree/checkout.ts';
import { ownFolder } from '../../src/worktree/worktree-folder.ts';
import { hostAt } from './folder-lake.ts';

/** Checks a commit out, in a process of its own that can be killed: ROOT REF HEX. */
const [root = '', ref = '', hex = ''] = process.argv.slice(2);
const lake = await openLake(root, hostAt(root));
process.send?.('begin');
await checkout(lake, await readCommit(lake, commitId(hex)), ownFolder(root, parseRef(ref)));
await lake.close();
process.disconnect?.();
