import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { versionName } from '../cli/version-lines.ts';
import { DlakeError } from '../errors.ts';
import { safe } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import { formatTime } from '../format/time.ts';
import type { Lake } from '../lake/lake.ts';
import type { Tag as LakeTag } from '../lake/list-tags.ts';
import { listTags } from '../lake/list-tags.ts';
import { findCommit } from '../lake/read-commit.ts';
import { removeTag, setTag, type TagFacts } from '../lake/set-tag.ts';
import { wholeVersions } from '../lake/whole-version.ts';
import { type CommitId, cidText } from '../records/ids.ts';

const tagJson = ({ name, commits, actor, at, reason }: LakeTag) => ({
  name,
  commits: commits.map(cidText),
  actor,
  at,
  reason: reason ?? null,
});

export default class Tag extends BaseCommand<typeof Tag> {
  static override summary = 'Name versions, of one or of several datasets together; or list the tags';
  static override description = 'A tag that stands is moved only with a reason (-m); both are in its log.';
  static override examples = [
    {
      description: 'What a figure was made from',
      command: 'dlake tag fig3 raw/geo/GSE2034@v2 processed/geo/GSE2034.salmon@v1',
    },
    { description: 'The tags there are', command: 'dlake tag' },
    { description: 'Take one away', command: 'dlake tag fig3 --delete -m "Figure 3 was dropped"' },
  ];
  static override strict = false;
  static override args = {
    name: Args.string({ description: 'The tag; without it, all are listed' }),
    rev: Args.string({ description: 'The versions that it names' }),
  };
  static override flags = {
    message: Flags.string({ char: 'm', summary: 'Why; needed to move a tag' }),
    delete: Flags.boolean({ char: 'd', summary: 'Take the tag away' }),
  };

  async run(): Promise<void> {
    const [name, ...revisions] = this.words;
    if (name === undefined) return this.#list();
    if (this.flags.delete) return this.#delete(name, revisions);
    if (revisions.length === 0)
      throw new DlakeError('usage-invalid', {
        reason: 'A tag names at least one version.',
        see: 'dlake tag --help',
      });
    const lake = await this.openLake();
    const found = await wholeVersions(lake, revisions);
    const ids = found.map(({ id }) => id);
    const tag = await setTag(lake, name, ids, await this.#facts());
    const names = found.map(versionName).join(', ');
    this.output.result(tagJson(tag), () => safe`${tag.name} names ${names}`);
  }

  async #list(): Promise<void> {
    const lake = await this.openLake();
    const tags = await listTags(lake);
    const named = await Promise.all(
      tags.map(async (tag) => ({ tag, names: await Promise.all(tag.commits.map((id) => nameOf(lake, id))) })),
    );
    await this.output.list(
      named,
      ({ tag }) => tagJson(tag),
      ({ tag, names }) => safe`${tag.name}  ${formatTime(tag.at)}  ${names.join(', ')}`,
    );
  }

  async #delete(name: string, revisions: readonly string[]): Promise<void> {
    if (revisions.length > 0)
      throw new DlakeError('usage-invalid', {
        reason: '--delete takes the whole tag away: give its name alone.',
        see: 'dlake tag --help',
      });
    await removeTag(await this.openLake(), name, await this.#facts());
    this.output.result({ name, deleted: true }, () => safe`The tag ${name} is gone`);
  }

  async #facts(): Promise<TagFacts> {
    const { message } = this.flags;
    return { actor: await this.author(), ...(message === undefined ? {} : { reason: message }) };
  }
}

async function nameOf(lake: Lake, id: CommitId): Promise<string> {
  const found = await findCommit(lake, id);
  return found === undefined ? shortId(id) : versionName(found);
}
