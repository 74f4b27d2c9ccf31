import { renameSync, writeFileSync } from 'node:fs';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { keyFlag, signingKey } from '../../cli/signing-key.ts';
import { DlakeError } from '../../errors.ts';
import { count } from '../../format/count.ts';
import { safe } from '../../format/safe-text.ts';
import { makeCheckpoint } from '../../lake/audit/make-checkpoint.ts';
import { noteText } from '../../records/checkpoint-note.ts';
import { cidText } from '../../records/ids.ts';
import { fingerprint } from '../../signatures/public-key.ts';
import { armoured, signText } from '../../signatures/ssh-signature.ts';

export default class AuditCheckpoint extends BaseCommand<typeof AuditCheckpoint> {
  static override summary =
    "Vouch, in the lake's own log, for all that happened since the last time, and sign that";
  static override description =
    'The Merkle root of all new entries of all logs goes into the log of the lake; nobody who pushes waits for it. What is written besides, a few lines, says where that log stands and is signed. Keep it where whoever owns the lake can not change it: `dlake audit verify --checkpoint FILE` finds by it what was altered, taken out or cut off since. `ssh-keygen -Y verify -n dlake-checkpoint` checks the signature, too.';
  static override examples = [
    {
      description: "The lab's lake, every night, to a disk that its admin has no rights on",
      command:
        'dlake audit checkpoint --remote lab --key ~/.ssh/id_ed25519 --out /mnt/notary/lab-$(date +%F)',
    },
    { description: 'Batches alone, signed some other day', command: 'dlake audit checkpoint --unsigned' },
  ];
  static override flags = {
    remote: Flags.string({ summary: 'The lake of this remote, not the one here', helpValue: 'NAME' }),
    key: keyFlag,
    unsigned: Flags.boolean({ summary: 'Sign nothing', exclusive: ['key'] }),
    out: Flags.string({ summary: 'Write it to this file; by default to stdout', helpValue: 'FILE' }),
    author: Flags.string({ summary: 'Who says so', helpValue: '"NAME <EMAIL>"' }),
  };

  async run(): Promise<void> {
    const { remote, key: named, unsigned, out, author } = this.flags;
    const key = unsigned ? undefined : await signingKey(named, this.settings, process.env);
    const actor = await this.author(author);
    const lake = await this.openLakeAt(remote);
    const { head, total, added } = await makeCheckpoint(lake, actor, { signal: this.signal });
    const at = lake.now().toISOString();
    const text = noteText({
      lake: lake.id,
      seq: head.seq,
      head: head.id,
      total,
      at,
      actor: lake.actor ?? actor,
    });
    const signature = key && armoured(await signText(key, 'dlake-checkpoint', text));
    if (out !== undefined) writeWhole(out, text + (signature ?? ''));
    this.output.result(
      {
        lake: lake.id,
        seq: head.seq,
        head: cidText(head.id),
        entries: total,
        added,
        at,
        key: key === undefined ? null : fingerprint(key.point),
        file: out ?? null,
      },
      () =>
        out === undefined
          ? text + (signature ?? '')
          : safe`Entry ${head.seq} of the lake vouches for ${count(total, 'entry', 'entries')}, ${added} of them new; written to ${out}`,
    );
  }
}

/** Writes a file in one step, so that an older checkpoint there is lost only when this one is there. */
function writeWhole(file: string, content: string): void {
  const part = `${file}.${process.pid}.part`;
  try {
    writeFileSync(part, content, { flush: true });
    renameSync(part, file);
  } catch (cause) {
    throw new DlakeError('file-unwritable', { path: file, reason: (cause as Error).message }, { cause });
  }
}
