import { resolve } from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { lockFlag } from '../cli/lock-flag.ts';
import { lakeHost } from '../cli/open-lake.ts';
import { newsJson, newsLine, pinLine } from '../cli/pin-lines.ts';
import { namedServer, serverOfRevision } from '../cli/pin-server.ts';
import { DlakeError } from '../errors.ts';
import { pinJson } from '../format/pin-json.ts';
import { safe } from '../format/safe-text.ts';
import { wholeVersions } from '../lake/whole-version.ts';
import { pinsOf, withPins } from '../pins/change-lock.ts';
import { LOCK_FILE, readLock, readLockIfAny, writeLock } from '../pins/lock-file.ts';
import { mergeByUnion } from '../pins/merge-union.ts';
import { type PinNews, pinNews } from '../pins/pin-news.ts';
import { pinVersion } from '../pins/pin-version.ts';
import { placeOfRemote, remoteOfPlace } from '../pins/pinned-place.ts';
import type { Lock, Pin as LockPin } from '../records/lock.ts';
import { OpenRemotes } from '../sync/open-remotes.ts';

export default class Pin extends BaseCommand<typeof Pin> {
  static override summary = 'Write down in dlake.lock which versions another repository uses';
  static override description =
    'The lock file names each version by its commit and manifest, and where it is served, without secrets; `dlake get --locked` brings exactly that, `dlake verify --locked` proves it. Without arguments the pins are listed. A tag pins all that it names.';
  static override examples = [
    { description: 'In an analysis repository', command: 'dlake pin raw/geo/GSE2034@v2 --lake ~/my-lake' },
    {
      description: 'Where there is no lake, from the lab',
      command: 'dlake pin geo/GSE2034.salmon --remote postgres://lake.lab/lake',
    },
    { description: 'Is there a newer version? Exit code 6 if so', command: 'dlake pin --check' },
    { description: 'Take the newest', command: 'dlake pin --update raw/geo/GSE2034' },
  ];
  static override strict = false;
  static override args = { rev: Args.string({ description: 'The versions; with a flag below, the refs' }) };
  static override flags = {
    file: lockFlag,
    remote: Flags.string({
      summary: 'Pin what this remote, or the lake at this address, has',
      helpValue: 'NAME|ADDRESS',
    }),
    store: Flags.string({
      summary: 'Where the store of a central lake is',
      helpValue: 's3://...',
      dependsOn: ['remote'],
    }),
    path: Flags.string({
      summary: 'Where its files are to go, below the folder of all',
      helpValue: 'FOLDER',
    }),
    update: Flags.boolean({
      summary: 'Pin the newest versions',
      exclusive: ['check', 'remove', 'remote', 'path'],
    }),
    check: Flags.boolean({
      summary: 'Say whether there are newer versions',
      exclusive: ['remove', 'remote', 'path'],
    }),
    remove: Flags.boolean({ summary: 'Take pins out', exclusive: ['remote', 'path'] }),
  };

  async run(): Promise<void> {
    const { check, update, remove } = this.flags;
    const remotes = new OpenRemotes(lakeHost(process.env, this.settings));
    try {
      if (check || update) await this.#news(remotes);
      else if (remove) this.#remove();
      else if (this.words.length === 0) this.#list();
      else await this.#pin(remotes);
    } finally {
      await remotes.close();
    }
  }

  get #file(): string {
    return resolve(this.flags.file ?? LOCK_FILE);
  }

  #list(): void {
    const { pins } = readLock(this.#file);
    this.output.result({ file: this.#file, pins: pins.map(pinJson) }, () => pins.map((pin) => pinLine(pin)));
  }

  async #pin(remotes: OpenRemotes): Promise<void> {
    const { path, remote, store } = this.flags;
    const before: Lock = readLockIfAny(this.#file) ?? { pins: [] };
    const named = namedServer(this.output, this.rootIfAny, remote, store);
    const pins: LockPin[] = [];
    for (const revision of this.words) {
      const { name, ...found } = named ?? serverOfRevision(this.root, revision);
      const { lake } = await remotes.of(found.remote, found.typed && { typed: found.typed });
      const here = named === undefined ? await this.openLake() : lake;
      for (const version of await wholeVersions(here, [revision]))
        pins.push(
          await pinVersion({ name, lake, place: placeOfRemote(found.remote) }, version, before, path),
        );
    }
    if (path !== undefined && pins.length > 1)
      throw new DlakeError('usage-invalid', {
        reason: '--path is for one version at a time.',
        see: 'dlake pin --help',
      });
    this.#write(withPins(before, pins, this.#file));
    this.output.result({ file: this.#file, pins: pins.map(pinJson) }, () =>
      pins.map((pin) => safe`Pinned ${pinLine(pin, before)}`),
    );
  }

  async #news(remotes: OpenRemotes): Promise<void> {
    const lock = readLock(this.#file);
    const news: PinNews[] = [];
    const pins: LockPin[] = [];
    for (const pin of pinsOf(lock, this.words)) {
      const { lake } = await remotes.of(remoteOfPlace(pin, this.#file));
      const found = await pinNews(lake, pin);
      news.push(found);
      const place = { remote: pin.remote, ...(pin.store === undefined ? {} : { store: pin.store }) };
      if ('newest' in found)
        pins.push(await pinVersion({ name: pin.remote, lake, place }, found.newest, lock));
    }
    if (this.flags.update && pins.length > 0) this.#write(withPins(lock, pins, this.#file));
    this.output.result({ file: this.#file, pins: news.map(newsJson) }, () =>
      news.map((one) => newsLine(one, this.flags.update)),
    );
    const isLost = news.some(({ state }) => state === 'ended' || state === 'unknown');
    if (this.flags.check && news.some(({ state }) => state !== 'current')) this.exitWith(EXIT.moved);
    if (this.flags.update && isLost) this.exitWith(EXIT.partly);
  }

  #remove(): void {
    const lock = readLock(this.#file);
    if (this.words.length === 0)
      throw new DlakeError('usage-invalid', {
        reason: 'Name the refs to take out.',
        see: 'dlake pin --help',
      });
    const gone = pinsOf(lock, this.words);
    this.#write({ pins: lock.pins.filter((pin) => !gone.includes(pin)) });
    this.output.result({ file: this.#file, removed: gone.map(pinJson) }, () =>
      gone.map(({ ref }) => safe`${ref} is no longer pinned`),
    );
  }

  #write(lock: Lock): void {
    writeLock(this.#file, lock);
    mergeByUnion(this.#file);
  }
}
