import { BaseCommand } from '../cli/base-command.ts';
import { retractionJson, retractionWords } from '../cli/retraction-words.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { versionDetailLines } from '../cli/version-lines.ts';
import { commitDetailJson } from '../format/commit-json.ts';
import { retractionsOf } from '../lake/retractions.ts';
import { wholeVersion } from '../lake/whole-version.ts';

export default class Show extends BaseCommand<typeof Show> {
  static override summary = 'Show all that a version says of itself';
  static override examples = [
    { description: 'The newest version', command: 'dlake show raw/geo/GSE2034' },
    { description: 'One of the past, for programs', command: 'dlake show geo/GSE2034@v1 --json' },
  ];
  static override args = { rev: revisionArg };

  async run(): Promise<void> {
    const lake = await this.openLake();
    const version = await wholeVersion(lake, this.args.rev);
    const retractions = await retractionsOf(lake, version);
    const retracted = retractions.length > 0 && { retracted: retractions.map(retractionJson) };
    this.output.result({ ...commitDetailJson(version.id, version.commit), ...retracted }, () => [
      ...retractions.map((one) => this.output.paint('red', retractionWords(version, one))),
      ...versionDetailLines(this.output, version),
    ]);
  }
}
