import type { FreeMap, FreeValue } from '../../records/commit.ts';
import { looksSecret, withoutSecretValues, withoutUserInfo } from '../hide-secrets.ts';
import type { UnknownInput } from './find-inputs.ts';
import type { Parameter, WorkflowRun } from './lineage-record.ts';
import type { FoundRun } from './lineage-store.ts';
import type { TracedTasks } from './trace-tasks.ts';

/** More processes, scripts or files than these are counted and not named, so that a record stays small. */
const NAMED_AT_MOST = 500;

/** What a version says of the run of Nextflow that made it. The configuration is left out: it may have secrets in it. */
export function nextflowRecord(
  { key, run }: FoundRun,
  { tasks }: TracedTasks,
  unknown: readonly UnknownInput[],
): FreeMap {
  const { name, sessionId, workflow, metadata } = run;
  const said = (value: unknown) =>
    typeof value === 'string' && value !== '' ? withoutUserInfo(value) : undefined;
  const processes = new Map<string, string>();
  // `ALIGN (sample1)` is one task of the process ALIGN.
  for (const task of tasks.values())
    processes.set(task.name.replace(/ \(.*\)$/s, ''), said(task.container) ?? '');
  const containers = new Set([...processes.values()].filter((container) => container !== ''));
  const scripts = workflow?.scriptFiles ?? [];
  const all: Readonly<Record<string, FreeValue | undefined>> = {
    tool: `nextflow ${versionOf(metadata) ?? ''}`.trim(),
    lineage: `lid://${key}`,
    name,
    session: sessionId,
    command: withoutSecretValues(said(metadata?.commandLine) ?? '') || undefined,
    startedAt: said(metadata?.start),
    user: said(metadata?.userName),
    code: presentOf({ repository: said(workflow?.repository), commit: said(workflow?.commitId) }),
    scripts: scripts
      .slice(0, NAMED_AT_MOST)
      .map(
        ({ path, checksum }) => presentOf({ path: withoutUserInfo(path), checksum: checksum?.value }) ?? {},
      ),
    tasks: tasks.size,
    processes: [...processes].slice(0, NAMED_AT_MOST).map(([process, container]) => ({
      process,
      ...(container !== '' && { container }),
    })),
    containers: [...containers].slice(0, NAMED_AT_MOST),
    ...(unknown.length > 0 && {
      unknownInputs: unknown
        .slice(0, NAMED_AT_MOST)
        .map(({ path, reason }) => ({ path: withoutUserInfo(path), reason })),
    }),
  };
  return presentOf(all) ?? {};
}

/** The parameters of a run as a version keeps them: numbers that are not whole as text, secrets not at all. */
export function runParameters(params: readonly Parameter[]): FreeMap {
  const kept: Record<string, FreeValue> = {};
  for (const { name, value } of params) {
    const free = looksSecret(name) ? '(hidden)' : freeValue(value);
    if (free !== undefined) kept[name] = free;
  }
  return kept;
}

function freeValue(value: unknown): FreeValue | undefined {
  if (typeof value === 'string') return withoutSecretValues(value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : String(value);
  if (Array.isArray(value)) return value.flatMap((one) => freeValue(one) ?? []);
  if (typeof value !== 'object' || value === null) return undefined;
  return runParameters(Object.entries(value).map(([name, one]) => ({ name, value: one })));
}

function versionOf(metadata: WorkflowRun['metadata']): string | undefined {
  const { version } = (metadata?.nextflow ?? {}) as { readonly version?: unknown };
  return typeof version === 'string' ? version : undefined;
}

/** The map without what has no value; undefined when nothing has. */
function presentOf(map: Readonly<Record<string, FreeValue | undefined>>): FreeMap | undefined {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as FreeMap);
}
