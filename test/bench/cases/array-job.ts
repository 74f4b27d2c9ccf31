import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchCase, scaled } from '../bench-case.ts';
import { smallFiles } from '../generate-files.ts';

const REF = 'raw/lab/cells';
const FILES = 50;

/** Starts a commit for each task at once, waits for all of them, and counts what has landed. */
const TASKS = `
tasks=$1 expected=$2; shift 2
pids=
for task in $(seq "$tasks"); do
  "$@" commit --update ${REF}/part-$task -m "part $task" &
  pids="$pids $!"
done
for pid in $pids; do wait "$pid"; done
test "$("$@" ls ${REF} | wc -l)" -eq "$expected"
`;

/** An array job: many processes that each commit a part of one dataset. */
export const arrayJob: BenchCase = {
  name: 'array-job',
  what: '20 processes, each `commit --update` of 50 files of one ref, and `ls`',
  runs: 5,
  seconds: 30,
  prepare(place, scale) {
    const lake = place.path('lake');
    const tasks = scaled(20, scale);
    const dataset = join(lake, REF);
    for (let task = 1; task <= tasks; task++) {
      mkdirSync(join(dataset, `part-${task}`), { recursive: true });
      smallFiles(join(dataset, `part-${task}`), FILES, 4096 + task);
    }
    const { program, args } = place.dlake(lake);
    const numbers = [String(tasks), String(tasks * FILES)];
    const before = () => place.newLake(lake);
    return {
      subject: {
        label: 'all of them',
        before,
        command: place.command(lake, 'sh', '-ec', TASKS, 'sh', ...numbers, program, ...args),
      },
      baselines: [
        {
          step: {
            label: 'one commit of all',
            before,
            command: place.dlake(lake, 'commit', REF, '-m', 'all'),
          },
        },
      ],
    };
  },
};
