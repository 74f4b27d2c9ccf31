import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { runHost } from '../cli/run-host.ts';
import { versionName } from '../cli/version-lines.ts';
import { changeCounts } from '../format/committed-json.ts';
import { formatNumber } from '../format/count.ts';
import { formatDuration } from '../format/duration.ts';
import { safe, safeText } from '../format/safe-text.ts';
import { wholeVersion } from '../lake/whole-version.ts';
import type { PathChange } from '../records/diff-manifests.ts';
import { cidText } from '../records/ids.ts';
import { rerunCommand } from '../runs/rerun-command.ts';

export default class Rerun extends BaseCommand<typeof Rerun> {
  static override summary = 'Run again what made a version, and compare the bytes';
  static override description =
    'In a folder of its own, with the inputs as they were then: nothing in the worktree is touched, nothing is committed. Exit code 1 when the bytes differ.';
  static override examples = [
    { description: 'Does it still come out the same?', command: 'dlake rerun processed/geo/GSE2034.mean' },
  ];
  static override args = { rev: revisionArg };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const version = await wholeVersion(lake, this.args.rev);
    const onOutput =
      this.output.quiet || this.output.json
        ? undefined
        : (chunk: Uint8Array) => void process.stderr.write(chunk);
    const host = runHost(process.env, process.cwd(), this.config.version, onOutput);
    const { changes, exitCode, seconds } = await rerunCommand(lake, version, host, { signal: this.signal });
    const paths = (wanted: (change: PathChange) => boolean) => changes.filter(wanted).map(({ path }) => path);
    this.output.result(
      {
        commit: cidText(version.id),
        same: changes.length === 0,
        exitCode,
        seconds,
        added: paths(({ before }) => before === undefined),
        modified: paths(({ before, after }) => before !== undefined && after !== undefined),
        deleted: paths(({ after }) => after === undefined),
      },
      () => {
        const took = `after ${formatDuration(seconds * 1000)}`;
        if (changes.length === 0)
          return safe`${versionName(version)} came out the same, byte for byte, ${took}`;
        const { added, modified, deleted } = changeCounts(changes);
        const numbers = [added, modified, deleted].map(formatNumber);
        return [
          safe`${versionName(version)} came out otherwise ${took}: ${numbers[0] ?? ''} added, ${numbers[1] ?? ''} modified, ${numbers[2] ?? ''} missing`,
          ...changes.map(({ path, before, after }) => `  ${sign(before, after)} ${safeText(path)}`),
        ];
      },
    );
    if (changes.length > 0) this.exitWith(EXIT.fixable);
  }
}

function sign(before: unknown, after: unknown): string {
  if (before === undefined) return '+';
  return after === undefined ? '-' : '~';
}
