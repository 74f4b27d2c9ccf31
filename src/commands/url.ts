import { basename } from 'node:path/posix';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { expiry } from '../cli/expiry.ts';
import { revisionArg } from '../cli/revision-arg.ts';
import { DlakeError, isDlakeError } from '../errors.ts';
import { fileBehind } from '../lake/find-file.ts';
import { resolveRevision } from '../lake/resolve-revision.ts';
import { cidText, hexOf } from '../records/ids.ts';
import { remoteNamed } from '../sync/remotes-file.ts';

export default class Url extends BaseCommand<typeof Url> {
  static override summary = 'Give an address from which anybody can read a file of a version for a while';
  static override description =
    "For IGV, Nextflow, a browser, or a colleague without an account: it is signed with your keys, and whoever has it can read this one file until it expires. It is of the bytes at a lab's S3; files under 4 MiB lie in packs there and have none.";
  static override examples = [
    { description: 'For an hour', command: 'dlake url raw/lab/run7:sample1.bam' },
    {
      description: 'For two days, of what a certain lab has',
      command: 'dlake url raw/lab/run7@v2:sample1.bam --expires 2d --remote lab',
    },
  ];
  static override args = { file: revisionArg };
  static override flags = {
    expires: Flags.string({
      summary: 'For how long, as 30m, 1h or 7d, which is the most',
      helpValue: 'TIME',
      default: '1h',
    }),
    remote: Flags.string({
      summary: 'Which remote; without it the only one, or origin',
      helpValue: 'NAME',
    }),
  };

  async run(): Promise<void> {
    const { file } = this.args;
    const seconds = expiry(this.flags.expires);
    const lake = await this.openLake();
    const version = await resolveRevision(lake, file);
    const { path } = version;
    if (path === undefined)
      throw new DlakeError('usage-invalid', {
        reason: `url takes a file of a version: ${file}:PATH`,
        see: 'dlake ls --help',
      });
    const remote = await this.openRemote(remoteNamed(this.root, this.flags.remote));
    // A clone may have no more of a version than its commit.
    const entry = await fileBehind(lake, version, path).catch((error: unknown) => {
      if (!isDlakeError(error, 'object-missing')) throw error;
      return fileBehind(remote.lake, version, path);
    });
    const none = (why: 'packed' | 'folder' | 'absent') =>
      new DlakeError('url-unavailable', { remote: remote.name, file, why });
    if (remote.urlOf === undefined) throw none('folder');
    const url = await remote.urlOf(version.commit.layer, entry.blob, { seconds, name: basename(path) });
    if (url === undefined) throw none('absent');
    if (url === 'packed') throw none('packed');
    const expires = new Date(Date.now() + seconds * 1000).toISOString();
    const facts = {
      remote: remote.name,
      size: entry.size,
      id: cidText(entry.blob),
      sha256: hexOf(entry.blob),
    };
    this.output.result({ url, expires, path, ...facts }, () => [url]);
  }
}
