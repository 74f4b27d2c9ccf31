import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nextflowChecksum } from '../../src/runs/nextflow/nextflow-checksum.ts';

/** What Nextflow's DefaultLinStore and LinObserver write, in a folder of their own. */
export class NextflowRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `LinEncoder`: version, kind, spec; what is null is written. */
  save(key: string, kind: string, spec: object): void {
    const file = join(this.#folder, key, '.data.json');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ version: 'lineage/v1beta1', kind, spec }));
  }

  /** `LinHistoryRecord`: a line of four, separated by tabs. */
  history(at: string, name: string, session: string, key: string): void {
    mkdirSync(join(this.#folder, '.history'), { recursive: true });
    writeFileSync(join(this.#folder, '.history', key), [at, name, session, `lid://${key}`].join('\t'));
  }

  workflowRun(
    key: string,
    name: string,
    session: string,
    more: { readonly params: readonly object[] },
  ): void {
    const { params } = more;
    this.save(key, 'WorkflowRun', {
      workflow: {
        scriptFiles: [{ path: 'file:///home/ada/pipe/main.nf', checksum: checksum('78910') }],
        repository: null,
        commitId: null,
      },
      sessionId: session,
      name,
      params,
      config: {
        process: { container: 'quay.io/biocontainers/salmon:1.10.1' },
        aws: { accessKey: '[secret]' },
      },
      metadata: {
        runName: name,
        start: '2026-11-20T10:00:00.123Z',
        commandLine: `nextflow run main.nf -name ${name} --api_token s3cr3t`,
        nextflow: { version: '25.10.0', enable: { dsl: 2.0 } },
        userName: 'ada',
      },
    });
  }

  taskRun(key: string, name: string, run: string, inputs: readonly (string | object)[]): void {
    this.save(key, 'TaskRun', {
      sessionId: 'x',
      name,
      codeChecksum: checksum('abc'),
      script: 'salmon quant',
      eval: null,
      input: [{ type: 'path', name: 'reads', value: inputs }],
      container: 'quay.io/biocontainers/salmon:1.10.1',
      conda: null,
      spack: null,
      architecture: null,
      globalVars: {},
      binEntries: [],
      workflowRun: `lid://${run}`,
      moduleId: null,
    });
  }

  /** `onFilePublish`, `storeTaskOutput`. */
  fileOutput(key: string, path: string, source: string, run: string, mode = 'standard'): void {
    const { size, mtimeMs } = statSync(path);
    this.save(key, 'FileOutput', {
      path,
      checksum: { ...checksum(nextflowChecksum(path, size, mtimeMs)), mode },
      source: `lid://${source}`,
      workflowRun: `lid://${run}`,
      taskRun: null,
      size,
      createdAt: '2026-11-20T11:00:00.123456Z',
      modifiedAt: '2026-11-20T11:00:00.123456Z',
      labels: null,
    });
  }
}

/** A `DataPath`: a file that no task made, as `manageFileInParam` has it. */
export function dataPath(path: string): object {
  const { size, mtimeMs } = statSync(path);
  return { path: `file://${path}`, checksum: checksum(nextflowChecksum(path, size, mtimeMs)) };
}

const checksum = (value: string) => ({ value, algorithm: 'nextflow', mode: 'standard' });
