import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DlakeError } from '../errors.ts';
import { type Ref, refText } from '../records/ref.ts';
import { isAlive, type ProcessIdentity, thisProcess } from '../store/folder/process-identity.ts';
import { makeFolder } from '../store/writing/make-folder.ts';

/** Outputs that are this run's alone until it is released. */
export interface ClaimedOutputs {
  /** The refs that other runs write to now. */
  others(): readonly string[];
  release(): void;
}

/**
 * Claims refs for the run of this process: two runs never write to one folder at once. Throws `rule-refused` while another run has
 * one of them; a claim of a process that died is none.
 */
export function claimOutputs(root: string, refs: readonly Ref[], host: string): ClaimedOutputs {
  const folder = join(root, '.dlake', 'state', 'runs');
  makeFolder(folder);
  const self = thisProcess(host);
  const mine: string[] = [];
  const release = () => {
    for (const path of mine) rmSync(path, { force: true });
  };
  try {
    for (const ref of refs) {
      const path = join(folder, fileOf(refText(ref)));
      claim(path, ref, self);
      mine.push(path);
    }
  } catch (error) {
    release();
    throw error;
  }
  const own = new Set(refs.map(refText));
  return {
    others: () =>
      readdirSync(folder).flatMap((name) => {
        const ref = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length).replaceAll('+', '/') : '';
        return ref === '' || own.has(ref) ? [] : [ref];
      }),
    release,
  };
}

const SUFFIX = '.run';
// Names have no plus sign.
const fileOf = (ref: string): string => `${ref.replaceAll('/', '+')}${SUFFIX}`;

/** A claim appears whole, or not at all: `link` fails where there is one. */
function claim(path: string, ref: Ref, self: ProcessIdentity): void {
  const scratch = `${path}.${self.pid}.new`;
  writeFileSync(scratch, JSON.stringify(self));
  try {
    for (let tries = 0; tries < 3; tries++) {
      if (isLinked(scratch, path)) return;
      const holder = readHolder(path);
      if (holder !== undefined && isAlive(holder, self) !== false)
        throw new DlakeError('rule-refused', {
          subject: refText(ref),
          rule: `another run writes to it (process ${holder.pid} on ${holder.host}); if that is long gone, remove ${path}`,
        });
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(scratch, { force: true });
  }
  throw new DlakeError('rule-refused', {
    subject: refText(ref),
    rule: 'other runs write to it, one after another',
  });
}

function isLinked(scratch: string, path: string): boolean {
  try {
    linkSync(scratch, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds a claim; undefined when it was just released, or is none. */
function readHolder(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
