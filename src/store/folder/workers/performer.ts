import { Ingestor } from '../ingest/ingestor.ts';
import { LayerIndex } from '../layer-index.ts';
import { FileWriter } from '../materialise/file-writer.ts';
import { ObjectVerifier } from '../verify/object-verifier.ts';
import type { StoreSetup, TaskKind, TaskMessage, Tasks } from './worker-messages.ts';

/** Does the tasks of one thread, a worker or the one that runs commands. */
export class Performer {
  readonly #index: LayerIndex;
  readonly #ingestor: Ingestor;
  readonly #writer: FileWriter;
  readonly #verifier: ObjectVerifier;

  constructor(setup: StoreSetup, stopped: () => boolean) {
    this.#index = new LayerIndex(setup);
    this.#ingestor = new Ingestor(this.#index, setup.sharing, stopped);
    this.#writer = new FileWriter(this.#index, stopped);
    this.#verifier = new ObjectVerifier(stopped);
  }

  /** Does one task. Throws `interrupted` when it is told to stop. */
  async perform(task: Pick<TaskMessage, 'kind' | 'request'>): Promise<Tasks[TaskKind]['result']> {
    switch (task.kind) {
      case 'ingest':
        return this.#ingestor.ingest(task.request as Tasks['ingest']['request']);
      case 'finish':
        return this.#ingestor.finish();
      case 'write':
        return this.#writer.write(task.request as Tasks['write']['request']);
      case 'verify-pack':
        return this.#verifier.pack(task.request as Tasks['verify-pack']['request']);
      case 'verify-blobs':
        return this.#verifier.blobs(task.request as Tasks['verify-blobs']['request']);
    }
  }

  /** Forgets what was taken and not finished. */
  async close(): Promise<void> {
    await this.#ingestor.abandon();
    this.#index.close();
  }
}
