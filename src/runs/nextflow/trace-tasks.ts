import type { UnknownInput } from './find-inputs.ts';
import { type DataPath, isDataPath, type TaskRun } from './lineage-record.ts';
import type { LineageStore } from './lineage-store.ts';

/** What some files came from, as far as records say. */
export interface TracedTasks {
  /** The tasks, by the key of their records. */
  readonly tasks: ReadonlyMap<string, TaskRun>;
  /** The files that no task made, by path. */
  readonly read: ReadonlyMap<string, DataPath>;
  /** Outputs of tasks that have no record: nobody knows what these read. */
  readonly unknown: readonly UnknownInput[];
}

const isLid = (value: unknown): value is string => typeof value === 'string' && value.startsWith('lid://');

/**
 * Walks from the `source` of published files back over the tasks that made them, of earlier runs too, whose results were
 * taken from the cache. What the script of a run itself made has that run as its source, and nothing before it. Throws
 * what `LineageStore.read` does.
 */
export function traceTasks(store: LineageStore, sources: Iterable<string>): TracedTasks {
  const tasks = new Map<string, TaskRun>();
  const read = new Map<string, DataPath>();
  const unknown = new Map<string, UnknownInput>();
  const waiting = [...sources];
  for (let lid = waiting.pop(); lid !== undefined; lid = waiting.pop()) {
    // An output is named by its task and the path in its folder.
    const [key = ''] = lid.slice('lid://'.length).split(/[/#]/);
    if (tasks.has(key) || unknown.has(key)) continue;
    const task = store.read(key);
    if (task?.kind === 'WorkflowRun') continue;
    if (task?.kind !== 'TaskRun') {
      unknown.set(key, { path: lid, reason: 'there is no record of the task that made it' });
      continue;
    }
    tasks.set(key, task);
    for (const { value } of task.input ?? [])
      for (const one of Array.isArray(value) ? value : [value])
        if (isLid(one)) waiting.push(one);
        else if (isDataPath(one)) read.set(one.path, one);
  }
  return { tasks, read, unknown: [...unknown.values()] };
}
