import { execFileSync } from 'node:child_process';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import { NODE } from './bench-place.ts';

/** One line that names the machine: processor, cores, memory, file system, kernel, Node. */
export function machine(): string {
  const processors = cpus();
  const fileSystem = execFileSync('stat', ['-f', '-c', '%T', tmpdir()], { encoding: 'utf8' }).trim();
  const node = execFileSync(NODE, ['--version'], { encoding: 'utf8' }).trim();
  return [
    `${processors[0]?.model.trim()}, ${processors.length} cores`,
    `${Math.round(totalmem() / 2 ** 30)} GiB memory`,
    `${fileSystem} file system`,
    `${type()} ${release()}`,
    `Node ${node}`,
  ].join('; ');
}
