import { DlakeError } from '../../errors.ts';

/**
 * The records of Nextflow's data lineage, as far as they are read here: `lineage/v1beta1`, written since 25.04. Their
 * classes are in https://github.com/nextflow-io/nextflow, modules/nf-lineage, `nextflow.lineage.model.v1beta1`;
 * `LinTypeAdapterFactory` writes each as `{"version": "lineage/v1beta1", "kind": ..., "spec": {...}}`, and until 25.10 wrote
 * what is in `spec` beside `version` and `kind`. What has no value is null.
 */
export type LineageRecord =
  | ({ readonly kind: 'WorkflowRun' } & WorkflowRun)
  | ({ readonly kind: 'TaskRun' } & TaskRun)
  | ({ readonly kind: 'FileOutput' } & FileOutput)
  | { readonly kind: 'other' };

/** A run of a pipeline. */
export interface WorkflowRun {
  readonly workflow?: {
    readonly scriptFiles?: readonly DataPath[];
    readonly repository?: string | null;
    readonly commitId?: string | null;
  };
  readonly sessionId: string;
  readonly name: string;
  readonly params?: readonly Parameter[] | null;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

/** One task of a run. */
export interface TaskRun {
  readonly name: string;
  /** Files that are outputs of other tasks are named by `lid://...`, others as `DataPath`. */
  readonly input?: readonly Parameter[] | null;
  readonly container?: string | null;
}

/** A file that a task or a run put out. */
export interface FileOutput {
  readonly path: string;
  readonly checksum?: Checksum | null;
  /** The output of a task that was published, or who made it. */
  readonly source?: string | null;
  readonly workflowRun?: string | null;
  readonly size: number;
}

export interface Parameter {
  readonly type?: string | null;
  readonly name: string;
  readonly value?: unknown;
}

export interface DataPath {
  readonly path: string;
  readonly checksum?: Checksum | null;
}

export interface Checksum {
  readonly value: string;
  readonly algorithm: string;
  readonly mode?: string;
}

const VERSION = 'lineage/v1beta1';

/** The record that a `.data.json` holds. Throws `record-invalid` with the name of the file. */
export function lineageRecord(text: string, file: string): LineageRecord {
  const refuse = (reason: string) => new DlakeError('record-invalid', { what: file, reason });
  const record = parsed(text);
  if (!isMap(record)) throw refuse('is no JSON object');
  const { version, kind, spec = record } = record;
  if (version !== VERSION) throw refuse(`is of version ${String(version)}, not of ${VERSION}`);
  if (!isMap(spec)) throw refuse('has no spec');
  const has = (...keys: readonly string[]) => keys.every((key) => typeof spec[key] === 'string');
  const whole =
    kind === 'WorkflowRun'
      ? has('sessionId', 'name')
      : kind === 'TaskRun'
        ? has('name')
        : kind !== 'FileOutput' || (has('path') && Number.isSafeInteger(spec.size));
  if (!whole) throw refuse(`is no whole ${String(kind)}`);
  const known = kind === 'WorkflowRun' || kind === 'TaskRun' || kind === 'FileOutput';
  return known ? ({ ...spec, kind } as unknown as LineageRecord) : { kind: 'other' };
}

/** Whether a value is one of a file that no task made. */
export const isDataPath = (value: unknown): value is DataPath =>
  isMap(value) && typeof value.path === 'string';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
