import { changeCounts } from '../../format/committed-json.ts';
import { count } from '../../format/count.ts';
import { safe } from '../../format/safe-text.ts';
import { defaultAction } from '../../lake/default-action.ts';
import { noteStandings } from '../../sync/note-standings.ts';
import { commitFolder } from '../../worktree/commit-folder.ts';
import { commitPlace } from '../../worktree/commit-place.ts';
import type { ActHost, ActOptions, ActOutcome } from './act-host.ts';

/** Records the folder of a ref as its next version. Throws what `commitFolder` does, having changed nothing. */
export async function commitAct(
  { lake, author, linkMode }: ActHost,
  { ref, message }: { readonly ref: string; readonly message: string },
  { signal, onProgress }: ActOptions,
): Promise<ActOutcome> {
  const place = commitPlace(lake.root, lake.root, ref, undefined);
  const action = defaultAction(place.folder.ref, { inputs: false, url: false });
  const committed = await commitFolder(lake, {
    place,
    facts: { action, author: await author(), message, inputs: [], keywords: [] },
    update: false,
    allowDelete: false,
    allowEmpty: false,
    followSymlinks: false,
    linkMode: linkMode ?? 'copy',
    checks: { lists: [], gzip: action === 'collection', force: false },
    signal,
    onProgress: (done) => onProgress({ what: 'Hashing', subject: ref, ...done }),
  });
  if (committed.unchanged) return { tone: 'warn', text: `Nothing changed in ${ref}: no new version` };
  await noteStandings(lake, [ref]);
  const { added, modified, deleted } = changeCounts(committed.changes);
  const changes = `${count(added, 'file')} added, ${modified} modified, ${deleted} deleted`;
  return { tone: 'good', text: safe`${ref}@${committed.commit.metadata.version}: ${changes}` };
}
