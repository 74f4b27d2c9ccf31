import { dirname, resolve } from 'node:path';
import { count } from '../format/count.ts';
import { pinJson } from '../format/pin-json.ts';
import { safe } from '../format/safe-text.ts';
import type { LakeHost } from '../lake/lake.ts';
import { pinsOf } from '../pins/change-lock.ts';
import { type GotPin, getLocked } from '../pins/get-locked.ts';
import { LOCK_FILE, readLock } from '../pins/lock-file.ts';
import { LockedPlace } from '../pins/locked-place.ts';
import { remoteOfPlace } from '../pins/pinned-place.ts';
import { OpenRemotes } from '../sync/open-remotes.ts';
import type { Output } from './output.ts';
import { namedServer } from './pin-server.ts';
import type { ProgressDisplay } from './progress-display.ts';

export interface GetPinsOptions {
  /** The refs that are meant; without any, all that are pinned. */
  readonly words: readonly string[];
  readonly flags: {
    readonly file?: string | undefined;
    readonly to?: string | undefined;
    readonly only?: readonly string[] | undefined;
    readonly force?: boolean | undefined;
    readonly from?: string | undefined;
    readonly store?: string | undefined;
  };
  /** The lake here, if there is one: its remotes have names. */
  readonly root: string | undefined;
  readonly host: LakeHost;
  readonly signal: AbortSignal;
  readonly output: Output;
  readonly progress: ProgressDisplay;
}

/** What `get --locked` does: brings the files of the pins of a lock file to a folder. */
export async function getPins({
  words,
  flags,
  root,
  host,
  signal,
  output,
  progress,
}: GetPinsOptions): Promise<void> {
  const file = resolve(flags.file ?? LOCK_FILE);
  const pins = pinsOf(readLock(file), words);
  const place = new LockedPlace(flags.to ?? dirname(file));
  const named = namedServer(output, root, flags.from, flags.store);
  const remotes = new OpenRemotes(host);
  try {
    const got = await getLocked(place, pins, {
      host,
      signal,
      force: flags.force === true,
      ...(flags.only === undefined ? {} : { only: flags.only }),
      remoteOf: async (pin) => {
        const open = named ?? { remote: remoteOfPlace(pin, file) };
        const typed = 'typed' in open && open.typed !== undefined ? { typed: open.typed } : {};
        return (await remotes.of(open.remote, typed)).lake;
      },
      ...(progress.silent
        ? {}
        : { onProgress: ({ ref }, done) => progress.update({ what: 'Getting', subject: ref, ...done }) }),
    });
    progress.end();
    output.result({ to: place.folder, pins: got.map(gotPinJson) }, () =>
      got.map((one) => gotPinLine(place, one)),
    );
  } finally {
    await remotes.close();
  }
}

const gotPinJson = ({ pin, done }: GotPin) => ({
  ...pinJson(pin),
  files: done?.files ?? 0,
  written: done?.written ?? 0,
  removed: done?.removed ?? 0,
});

function gotPinLine(place: LockedPlace, { pin, done }: GotPin): string {
  const version = `${pin.ref}@${pin.version}`;
  if (done === undefined) return safe`${version}: no file of it is asked for`;
  const { files, written, removed } = done;
  return safe`${version} is in ${place.folderOf(pin).path}: ${count(files, 'file')}, ${written} written, ${removed} removed`;
}
