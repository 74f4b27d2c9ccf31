import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { keyValues } from '../cli/key-values.ts';
import { moment } from '../cli/moment.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { versionName } from '../cli/version-lines.ts';
import { commitJson } from '../format/commit-json.ts';
import { safeText } from '../format/safe-text.ts';
import { search } from '../lake/search.ts';
import { LAYERS } from '../records/layers.ts';

export default class Search extends BaseCommand<typeof Search> {
  static override summary = 'Find datasets by words and by what is known of them';
  static override description =
    'Words are looked for in ids, names, keywords, messages and metadata, the best fit first. "in quotes" keeps words together, -word leaves out.';
  static override examples = [
    { description: 'By words', command: 'dlake search breast cancer' },
    {
      description: 'By metadata',
      command: 'dlake search --source geo --meta tissue=breast --since 2026-01-01',
    },
  ];
  static override strict = false;
  static override args = { words: Args.string({ description: 'What to look for' }) };
  static override flags = {
    remote: remoteFlag,
    source: Flags.string({ summary: 'Only datasets of this source' }),
    layer: Flags.option({ summary: 'Only in this layer', options: LAYERS })(),
    keyword: Flags.string({ summary: 'With this keyword', multiple: true, multipleNonGreedy: true }),
    meta: Flags.string({
      summary: 'With this metadata',
      helpValue: 'K=V',
      multiple: true,
      multipleNonGreedy: true,
    }),
    since: Flags.string({ summary: 'Committed then or later', helpValue: 'ISO' }),
    history: Flags.boolean({ summary: 'Every version, not only the newest of each ref' }),
    number: Flags.integer({ char: 'n', summary: 'At most so many', default: 100, min: 1 }),
  };

  async run(): Promise<void> {
    const { source, layer, keyword, meta, since, history, number } = this.flags;
    const lake = await this.openLakeAt(this.flags.remote);
    const found = await search(lake, {
      words: this.words.join(' '),
      source,
      layer,
      keywords: keyword,
      metadata: keyValues('meta', meta ?? []),
      since: since === undefined ? undefined : moment('since', since, 'first'),
      history,
      limit: number,
    });
    await this.output.list(
      found,
      ({ id, commit, rank }) => ({ ...commitJson(id, commit), rank }),
      (version) => `${this.output.paint('cyan', versionName(version))}  ${safeText(version.commit.name)}`,
    );
    if (found.length === 0) this.output.note('Nothing found.');
  }
}
