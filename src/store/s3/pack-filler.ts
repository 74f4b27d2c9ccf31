import { DlakeError } from '../../errors.ts';
import { isBlobId, type ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { missingObjects } from './missing-objects.ts';
import { MOST_BYTES, PackDraft } from './pack-draft.ts';
import type { SessionUploads } from './session-uploads.ts';
import type { S3Context } from './store-context.ts';
import { uploadFile } from './upload-file.ts';

/** Packs that wait or are on their way; beyond, they wait on disk. */
export const PACKS_IN_MEMORY = 2;

/** Fills packs with objects and has each sent when it is full, without what the layer holds by then. */
export class PackFiller {
  readonly #context: S3Context;
  readonly #layer: Layer;
  readonly #uploads: SessionUploads;
  readonly #signal: AbortSignal;
  readonly #drafts = new Map<'blobs' | 'records', PackDraft>();
  #objects = 0;
  #bytes = 0;

  constructor(context: S3Context, layer: Layer, uploads: SessionUploads, signal: AbortSignal) {
    this.#context = context;
    this.#layer = layer;
    this.#uploads = uploads;
    this.#signal = signal;
  }

  /** Takes an object, in a copy. Does not wait: whoever can, waits for room before. */
  add(id: ObjectId, bytes: Uint8Array): void {
    if (bytes.length > MOST_BYTES) {
      const reason = `${bytes.length} bytes are too many for a pack`;
      throw new DlakeError('record-invalid', { what: id, reason });
    }
    const kind = isBlobId(id) ? 'blobs' : 'records';
    if (this.#drafts.get(kind)?.hasRoomFor(bytes.length) === false) this.#seal(kind);
    const draft = this.#drafts.get(kind) ?? new PackDraft();
    this.#drafts.set(kind, draft);
    draft.add(id, bytes);
    if (draft.full) this.#seal(kind);
  }

  /** Waits until there is room for another pack in memory. */
  async room(): Promise<void> {
    await this.#uploads.room(PACKS_IN_MEMORY + 1);
  }

  /** Sends what is there. */
  seal(): void {
    this.#seal('blobs');
    this.#seal('records');
  }

  /** How much was sent since the last call. */
  sent(): { readonly objects: number; readonly bytes: number } {
    const sent = { objects: this.#objects, bytes: this.#bytes };
    this.#objects = 0;
    this.#bytes = 0;
    return sent;
  }

  /** Forgets what was not sent. */
  drop(): void {
    for (const draft of this.#drafts.values()) draft.drop();
    this.#drafts.clear();
  }

  #seal(kind: 'blobs' | 'records'): void {
    const draft = this.#drafts.get(kind);
    if (draft === undefined) return;
    this.#drafts.delete(kind);
    if (this.#uploads.running >= PACKS_IN_MEMORY) draft.spill(this.#context.scratch);
    this.#uploads.start(async () => {
      try {
        return await this.#context.requests.heavy(() => this.#send(draft));
      } finally {
        draft.drop();
      }
    });
  }

  async #send(draft: PackDraft) {
    const signal = this.#signal;
    const missing = await missingObjects(this.#context, this.#layer, draft.ids, { signal });
    const pack = draft.pack((id) => missing.has(id));
    if (pack === undefined) return undefined;
    const upload = await uploadFile(this.#context, this.#layer, pack, signal);
    this.#objects += pack.objects.length;
    this.#bytes += pack.objects.reduce((sum, { length }) => sum + length, 0);
    return upload;
  }
}
