import type { ErrorCode } from '../../../errors.ts';
import type { Layer } from '../../../records/layers.ts';
import type { IngestRequest, IngestResults } from '../ingest/ingest-messages.ts';
import type { TakenObjects } from '../ingest/taken-objects.ts';
import type { WriteRequest, WriteResults } from '../materialise/write-messages.ts';
import type { Sharing } from '../sharing.ts';
import type { BlobsRequest, PackRequest, VerifyResults } from '../verify/verify-messages.ts';

/** What a thread must know of the store that it works for. */
export interface StoreSetup {
  readonly root: string;
  readonly cache: string;
  readonly layer: Layer;
  readonly sharing: Sharing;
}

/** What a worker is started with. */
export interface WorkerSetup extends StoreSetup {
  /** One number; not 0 while everything is to stop. */
  readonly stop: Int32Array;
}

/** What a thread can be asked to do, and what it answers. */
export interface Tasks {
  readonly ingest: { readonly request: IngestRequest; readonly result: IngestResults };
  readonly finish: { readonly request: undefined; readonly result: TakenObjects };
  readonly write: { readonly request: WriteRequest; readonly result: WriteResults };
  readonly 'verify-pack': { readonly request: PackRequest; readonly result: VerifyResults };
  readonly 'verify-blobs': { readonly request: BlobsRequest; readonly result: VerifyResults };
}

export type TaskKind = keyof Tasks;

/** The message after which a thread is to end. */
export const NO_MORE = 'no more';

/** A task on its way to a worker. */
export interface TaskMessage<K extends TaskKind = TaskKind> {
  readonly number: number;
  readonly kind: K;
  readonly request: Tasks[K]['request'];
}

/** The answer to a task. */
export type AnswerMessage =
  | { readonly number: number; readonly result: Tasks[TaskKind]['result'] }
  | { readonly number: number; readonly failure: Failure };

/** An error on its way between threads. */
export type Failure =
  | { readonly code: ErrorCode; readonly data: unknown; readonly cause: string | undefined }
  | { readonly error: unknown };

/** Threads that hash, write and check for one layer. Each does one task after another. */
export interface Threads {
  readonly size: number;
  /** Has the thread do a task that has the least to do; `weight` says how much this is. */
  run<K extends TaskKind>(kind: K, request: Tasks[K]['request'], weight: number): Promise<Tasks[K]['result']>;
  /** Has every thread do a task. */
  runAll<K extends TaskKind>(kind: K, request: Tasks[K]['request']): Promise<readonly Tasks[K]['result'][]>;
  /** Tells all threads to stop where they are: what they do fails with `interrupted` until `resume`. */
  stop(): void;
  resume(): void;
  close(): Promise<void>;
}
