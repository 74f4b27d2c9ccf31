import { statSync } from 'node:fs';
import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { remoteFlag } from '../cli/remote-flag.ts';
import { DlakeError } from '../errors.ts';
import { safe } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import { blobsWithPrefix } from '../lake/blobs-with-prefix.ts';
import { hashFile } from '../lake/hash-file.ts';
import { whence } from '../lake/whence.ts';
import { type BlobId, blobId, cidText, readIdText } from '../records/ids.ts';

export default class Whence extends BaseCommand<typeof Whence> {
  static override summary = 'Tell which datasets, versions and paths hold these bytes';
  static override aliases = ['which'];
  static override examples = [
    { description: 'A file from anywhere', command: 'dlake whence ~/old-laptop/matrix_final2.txt' },
    {
      description: 'The sha256 that a paper names',
      command: 'dlake whence sha256:4d61622ae2f75533d397ad703b705a2c75292fb08eeabc7888cbf6d306f363e4',
    },
  ];
  static override args = {
    what: Args.string({ description: 'A file, or the id or sha256 of one', required: true }),
  };
  static override flags = { remote: remoteFlag };

  async run(): Promise<void> {
    const lake = await this.openLakeAt(this.flags.remote);
    const blobs = await this.#blobs(this.args.what);
    const found = (await Promise.all(blobs.map((blob) => whence(lake, blob)))).flat();
    if (found.length === 0) this.exitWith(EXIT.fixable);
    await this.output.list(
      found,
      ({ ref, commit, version, path }) => ({ ref, commit: cidText(commit), version, path }),
      ({ ref, commit, version, path }) => safe`${shortId(commit)}  ${ref}@${version}:${path}`,
    );
    if (found.length === 0)
      this.output.note(safe`No version in this lake has the bytes of ${this.args.what}.`);
  }

  async #blobs(text: string): Promise<readonly BlobId[]> {
    const stat = statSync(text, { throwIfNoEntry: false });
    if (stat?.isFile() === true) return [await hashFile(text)];
    const id = stat === undefined ? readIdText(text) : undefined;
    if (id === undefined) {
      const reason = stat === undefined ? 'there is no such file, and it is no id' : 'it is not a file';
      throw new DlakeError('file-unreadable', { path: text, reason });
    }
    return id.hex.length === 64
      ? [blobId(id.hex)]
      : blobsWithPrefix(await this.openLakeAt(this.flags.remote), id.hex);
  }
}
