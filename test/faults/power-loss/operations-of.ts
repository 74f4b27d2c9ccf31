import { resolve } from 'node:path';
import type { Change, Operation } from './operation.ts';
import type { Argument, Syscall } from './syscall.ts';

/** The system calls that change files or flush them: what a trace has to hold. */
export const TRACED = [
  ...['open', 'openat', 'openat2', 'creat', 'truncate', 'ftruncate', 'fallocate'],
  ...['write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'copy_file_range', 'sendfile', 'splice', 'ioctl'],
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat'],
  ...['unlink', 'unlinkat', 'rmdir', 'mkdir', 'mkdirat'],
  ...['fsync', 'fdatasync', 'sync_file_range', 'syncfs', 'sync', 'io_uring_setup'],
];

type Timed = readonly [at: number, operation: Operation];
/** A change before it is told. */
type Bare<C = Change> = C extends unknown ? Omit<C, 'text'> : never;

/**
 * What a traced program did to files, in order. Calls that failed did nothing. Throws on a call whose effect is
 * not known here: nothing is passed over in silence.
 */
export function operationsOf(calls: readonly Syscall[], cwd: string): Operation[] {
  const timed = calls.flatMap((call): readonly Timed[] => {
    if (call.returned === undefined || call.returned < 0) return [];
    const text = `${call.name}(${call.args.map(({ text, raw }) => (text ?? raw).slice(0, 200)).join(', ')})`;
    const flushed = flushOf(call);
    if (flushed === undefined) return effectsOf(call, cwd).map((bare) => [call.begins, { ...bare, text }]);
    const token = call.begins;
    return [
      [call.begins, { kind: 'sync-begins', token, text, ...flushed }],
      [call.ends, { kind: 'sync-ends', token, text }],
    ];
  });
  return timed.sort(([a], [b]) => a - b).map(([, operation]) => operation);
}

/** What a call flushes; undefined when it is none that flushes. `sync_file_range` promises nothing: sync(2). */
function flushOf({ name, args }: Syscall): { readonly path?: string } | undefined {
  if (name === 'fsync' || name === 'fdatasync') return { path: pathOf(args[0]) };
  return name === 'syncfs' || name === 'sync' ? {} : undefined;
}

function effectsOf(call: Syscall, cwd: string): readonly Bare[] {
  const { name, args, returned = 0 } = call;
  /** The path of argument `index`, below the folder that the argument before it names. */
  const at = (index: number) => resolve(pathOf(args[index - 1]), textOf(args[index]));
  const plain = (index: number) => resolve(cwd, textOf(args[index]));
  switch (name) {
    case 'open':
      return opened(plain(0), args[1]?.raw ?? '');
    case 'openat':
      return opened(at(1), args[2]?.raw ?? '');
    case 'creat':
      return [{ kind: 'create', path: plain(0), truncate: true }];
    case 'truncate':
      return [{ kind: 'truncate', path: plain(0), length: numberOf(args[1]) }];
    case 'ftruncate':
      return [{ kind: 'truncate', path: pathOf(args[0]), length: numberOf(args[1]) }];
    case 'write':
      return [{ kind: 'write', path: pathOf(args[0]), length: returned, ...bytesOf(args[1], returned) }];
    case 'writev':
    case 'sendfile':
      return [{ kind: 'write', path: pathOf(args[0]), length: returned }];
    case 'pwrite64':
    case 'pwritev':
      return [{ kind: 'write', path: pathOf(args[0]), length: returned, at: numberOf(args[3]) }];
    case 'copy_file_range':
      return [{ kind: 'write', path: pathOf(args[2]), length: returned, ...offsetOf(args[3]) }];
    case 'rename':
      return [{ kind: 'rename', from: plain(0), path: plain(1) }];
    case 'renameat':
      return [{ kind: 'rename', from: at(1), path: at(3) }];
    case 'link':
      return [{ kind: 'link', from: plain(0), path: plain(1) }];
    case 'linkat':
      return [{ kind: 'link', from: at(1), path: at(3) }];
    case 'symlink':
      return [{ kind: 'symlink', target: textOf(args[0]), path: plain(1) }];
    case 'symlinkat':
      return [{ kind: 'symlink', target: textOf(args[0]), path: at(2) }];
    case 'unlink':
    case 'rmdir':
      return [{ kind: 'remove', path: plain(0) }];
    case 'unlinkat':
      return [{ kind: 'remove', path: at(1) }];
    case 'mkdir':
      return [{ kind: 'make-folder', path: plain(0) }];
    case 'mkdirat':
      return [{ kind: 'make-folder', path: at(1) }];
    case 'sync_file_range':
      return [];
    case 'ioctl':
      // Terminals and the like; a clone of blocks has a name that strace knows.
      if (!/CLONE|DEDUPE/.test(args[1]?.raw ?? '')) return [];
  }
  throw new Error(`the power loss simulator does not know ${name}(${args.map(({ raw }) => raw).join(', ')})`);
}

function opened(path: string, flags: string): readonly Bare[] {
  const truncate = /O_TRUNC/.test(flags);
  if (/O_TMPFILE/.test(flags)) throw new Error('the power loss simulator does not know O_TMPFILE');
  return truncate || /O_CREAT/.test(flags) ? [{ kind: 'create', path, truncate }] : [];
}

function pathOf(argument: Argument | undefined): string {
  if (argument?.path === undefined) throw new Error(`strace: no path behind ${argument?.raw}`);
  return argument.path;
}

function textOf(argument: Argument | undefined): string {
  if (argument?.text === undefined) throw new Error(`strace: no text in ${argument?.raw}`);
  return argument.text;
}

function numberOf(argument: Argument | undefined): number {
  const value = Number(argument?.raw);
  if (!Number.isSafeInteger(value)) throw new Error(`strace: no number in ${argument?.raw}`);
  return value;
}

/** What was written, when it is text that strace has told whole. */
function bytesOf(argument: Argument | undefined, length: number): { readonly bytes?: Buffer } {
  const bytes = Buffer.from(argument?.text ?? '');
  return bytes.length === length && !bytes.includes('\ufffd') ? { bytes } : {};
}

/** The offset behind a pointer: `[4096]`, or none for NULL (where the file stands). */
function offsetOf(argument: Argument | undefined): { readonly at?: number } {
  const offset = /^\[(\d+)/.exec(argument?.raw ?? '')?.[1];
  return offset === undefined ? {} : { at: Number(offset) };
}
