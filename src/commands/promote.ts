import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { jobsFlag } from '../cli/jobs-flag.ts';
import { keyValues } from '../cli/key-values.ts';
import { layerRequirements } from '../cli/layer-settings.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { runHost } from '../cli/run-host.ts';
import { versionName } from '../cli/version-lines.ts';
import { DlakeError } from '../errors.ts';
import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import type { Lake } from '../lake/lake.ts';
import { checkRequirements } from '../lake/layer-requirements.ts';
import { promote } from '../lake/promote.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { wholeVersion } from '../lake/whole-version.ts';
import type { FreeMap } from '../records/commit.ts';
import { cidText } from '../records/ids.ts';
import { LAYERS, type Layer } from '../records/layers.ts';
import { refText } from '../records/ref.ts';

export default class Promote extends BaseCommand<typeof Promote> {
  static override summary = 'Promote a version to the next layer, by copy';
  static override description =
    'The version stays where it is: its files are copied, then the next layer has a version with the same files that says what it came from. Layers are entered one after another. Interrupted, the same command goes on. With --remote the copy is made there, on the servers of the lab.';
  static override examples = [
    {
      description: 'What has passed its checks',
      command: 'dlake promote raw/geo/GSE2034 -m "After FastQC + MultiQC"',
    },
    {
      description: 'One certain version, named by its release',
      command: 'dlake promote processed/uniprot/P62258@v3 --meta version=2026_03 -m "Release 2026_03"',
    },
    {
      description: "In the lab's lake",
      command: 'dlake promote processed/geo/GSE2034 --remote lab -m "Reviewed"',
    },
  ];
  static override args = { rev: revisionArg };
  static override flags = {
    message: Flags.string({ char: 'm', summary: 'Why it may enter the next layer', required: true }),
    to: Flags.option({ summary: 'The layer, to be sure: only the next one is taken', options: LAYERS })(),
    older: Flags.boolean({ summary: 'Promote a version that is older than the one that is there' }),
    onto: Flags.boolean({ summary: 'Promote onto a version that did not come by promotion' }),
    retracted: Flags.boolean({ summary: 'Promote a version that was retracted' }),
    meta: Flags.string({
      summary: 'Metadata, beside what the version says of itself; version=2026_03 names the promotion',
      helpValue: 'K=V',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'dry-run': Flags.boolean({ char: 'n', summary: 'Say what would be copied, copy nothing' }),
    remote: Flags.string({ summary: 'Promote in the lake of this remote', helpValue: 'NAME' }),
    author: Flags.string({ summary: 'Who promotes', helpValue: '"NAME <EMAIL>"' }),
    jobs: jobsFlag,
  };

  async run(): Promise<void> {
    const { to, older, onto, retracted, meta, message, remote, 'dry-run': dryRun } = this.flags;
    const author = await this.author(this.flags.author);
    const lake = await this.openLakeAt(remote);
    const source = await wholeVersion(lake, this.args.rev);
    const { bytes: ofBytes } = source.commit;
    const { ref, made, objectsCopied, bytesCopied } = await promote(lake, source, {
      to,
      older,
      onto,
      retracted,
      author,
      message,
      metadata: keyValues('meta', meta ?? []),
      check: ({ layer }) => this.#check(lake, source, layer, lake.actor ?? author),
      dryRun,
      signal: this.signal,
      onCopied: (done) => this.progress.update({ what: 'Copying', subject: this.args.rev, ...done, ofBytes }),
    });
    this.progress.end();
    if (made !== undefined && remote === undefined) await this.#noteStandings(refText(ref));
    const { layer, dataset } = source.commit;
    this.output.result(
      {
        ref: refText(ref),
        commit: made === undefined ? null : cidText(made.id),
        from: `${layer}/${dataset}`,
        input: cidText(source.id),
        objectsCopied,
        bytesCopied,
      },
      () => [
        made === undefined
          ? safe`${versionName(source)} would be promoted to ${refText(ref)}`
          : `${this.output.paint('cyan', versionName(made))}  ${this.output.paint('yellow', shortId(made.id))}  promoted from ${versionName(source)}`,
        `${count(objectsCopied, 'object')}, ${formatBytes(bytesCopied)} ${dryRun ? 'would be copied' : 'copied'}`,
      ],
    );
  }

  /** What the settings require of the layer. */
  async #check(lake: Lake, source: CommitWithId, layer: Layer, actor: string): Promise<readonly FreeMap[]> {
    const required = layerRequirements(this.settings, layer);
    const host = runHost(process.env, process.cwd(), this.config.version);
    const how = {
      actor,
      tool: host.tool,
      trustNames: this.settings.trustNames === 'yes',
      signal: this.signal,
    };
    const checks = await checkRequirements(lake, source, layer, required, how);
    const { command } = required;
    if (command === undefined) return checks;
    if (this.flags.remote !== undefined)
      throw new DlakeError('rule-refused', {
        subject: `${layer}/${source.commit.dataset}`,
        rule: `${layer} takes what passes \`${command}\`, which runs here: promote here, then push`,
      });
    const { checkCommand } = await import('../runs/check-command.ts');
    const local = await this.openLake();
    return [...checks, await checkCommand(local, source, { layer, command }, host, { signal: this.signal })];
  }

  async #noteStandings(ref: string): Promise<void> {
    const { noteStandings } = await import('../sync/note-standings.ts');
    await noteStandings(await this.openLake(), [ref]);
  }
}
