import { closeSync, fstatSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs';

/** A kernel lock on a file: gone with the process that holds it, however that ends. */
export interface Lock {
  readonly fd: number;
  /** Lets go. Safe to call twice. */
  release(): void;
}

/** Takes a file's lock if it is free; the file is made. Says in the file who holds it. */
export async function tryLock(
  file: string,
  holder: Readonly<Record<string, unknown>>,
): Promise<Lock | undefined> {
  const { tryLock: tryKernelLock } = await import('fs-native-extensions');
  const fd = openSync(file, 'a+', 0o600);
  if (!tryKernelLock(fd)) {
    closeSync(fd);
    return undefined;
  }
  ftruncateSync(fd);
  writeSync(fd, `${JSON.stringify(holder)}\n`);
  let held = true;
  return {
    fd,
    release: () => {
      if (held) closeSync(fd);
      held = false;
    },
  };
}

/** Takes a file's lock, or undefined when it is not free within `patience` milliseconds. */
export async function waitForLock(
  file: string,
  holder: Readonly<Record<string, unknown>>,
  patience: number,
): Promise<Lock | undefined> {
  const end = performance.now() + patience;
  for (;;) {
    const lock = await tryLock(file, holder);
    if (lock !== undefined || performance.now() >= end) return lock;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether the file that was locked is still the one of this name. */
export function lockIsAt({ fd }: Lock, file: string): boolean {
  const named = statSync(file, { throwIfNoEntry: false });
  const locked = fstatSync(fd);
  return named !== undefined && named.ino === locked.ino && named.dev === locked.dev;
}
