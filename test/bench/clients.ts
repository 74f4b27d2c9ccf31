import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { NODE } from './bench-place.ts';

/**
 * `node test/bench/clients.ts LAUNCHER LIST COUNT`: LIST names lakes, a line each, of which the first COUNT push what
 * they have to their remote `lab`, all at once, each as a process of its own. Fails unless every one of them lands.
 */
const [launcher = '', list = '', count = ''] = process.argv.slice(2);
const lakes = readFileSync(list, 'utf8').split('\n').slice(0, Number(count));

const failed = await Promise.all(
  lakes.map(
    (lake) =>
      new Promise<string[]>((resolve, reject) => {
        const child = spawn(NODE, [launcher, 'push', 'lab', '--all', '--json'], {
          cwd: lake,
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let said = '';
        child.stderr.on('data', (more: Buffer) => {
          said += more.toString();
        });
        child.once('error', reject);
        child.once('close', (code) => resolve(code === 0 ? [] : [`${lake} ended with ${code}: ${said}`]));
      }),
  ),
);
if (failed.flat().length > 0) throw new Error(failed.flat().join('\n'));
