import { lstatSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { onNetwork } from '../lake/on-network.ts';
import { sha256Hex } from '../records/sha256.ts';

/** This host and this user's folders on it. */
export interface Host {
  /** Tells hosts, and users of one host, apart that share a lake; the same at every run. */
  readonly host: string;
  /** For what can be made again, on a disk of this host where there is one: absolute, may not be there yet. */
  readonly cache: string;
  /** For sockets: absolute and short, may not be there yet. */
  readonly runtime: string;
}

// A socket's whole path has 104 bytes on some systems, and its name needs some of them.
const LONGEST_RUNTIME = 64;

/** Finds out about this host: DLAKE_HOST, the XDG folders, and what stands in for them. */
export function thisHost(env: NodeJS.ProcessEnv): Host {
  return {
    host: env.DLAKE_HOST === undefined || env.DLAKE_HOST === '' ? hostId() : plainName(env.DLAKE_HOST),
    cache: cacheFolder(env),
    runtime: runtimeFolder(env),
  };
}

/** The user's folder for settings: absolute, may not be there yet. */
export const configFolder = (env: NodeJS.ProcessEnv): string => userFolder(env, 'XDG_CONFIG_HOME', '.config');

/**
 * The host's name, and a digest of it with the machine's id and the user: images of virtual machines share their
 * machine id, names of hosts are reused, and what one user derives from a shared lake another can't write.
 */
function hostId(): string {
  const name = hostname();
  const digest = sha256Hex(`dlake host\n${name}\n${machineId()}\n${process.getuid?.() ?? ''}`).slice(0, 8);
  return `${plainName(name.split('.')[0] ?? '')}-${digest}`;
}

function plainName(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  return plain === '' ? 'host' : plain;
}

function machineId(): string {
  for (const file of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      // Not a system that has this file: the next, or the name alone.
    }
  }
  return '';
}

function userFolder(env: NodeJS.ProcessEnv, variable: string, inHome: string): string {
  const named = env[variable];
  // The XDG base directory specification: a relative path is invalid and is to be ignored.
  if (named !== undefined && isAbsolute(named)) return join(named, 'dlake');
  const home = homeFolder();
  return home === undefined ? join(temporary(), inHome.replace('.', '')) : join(home, inHome, 'dlake');
}

/** The home folder; undefined for a user that has none, as in many containers. */
function homeFolder(): string | undefined {
  try {
    const home = homedir();
    return isAbsolute(home) && home !== '/' ? home : undefined;
  } catch {
    return undefined;
  }
}

function runtimeFolder(env: NodeJS.ProcessEnv): string {
  const named = env.XDG_RUNTIME_DIR;
  if (named !== undefined && isAbsolute(named) && named.length <= LONGEST_RUNTIME && isOurs(named)) {
    return join(named, 'dlake');
  }
  return temporary();
}

/** The user's cache; where that is on a network file system, as homes of clusters are, a folder on a disk of this host. */
function cacheFolder(env: NodeJS.ProcessEnv): string {
  const usual = userFolder(
    env,
    'XDG_CACHE_HOME',
    process.platform === 'darwin' ? 'Library/Caches' : '.cache',
  );
  if (!onNetwork(usual)) return usual;
  // What is in the first outlives a restart.
  const local = ['/var/tmp', tmpdir()].find((base) => !onNetwork(base) && isOwnBelow(base));
  return local === undefined ? usual : ownBelow(local);
}

const ownBelow = (base: string): string => join(base, `dlake-${process.getuid?.() ?? 0}`);

/** Makes this user's folder in one where everybody may; false when somebody else has the name, or it can't be made. */
function isOwnBelow(base: string): boolean {
  const folder = ownBelow(base);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = lstatSync(folder);
    return stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0;
  } catch {
    return false;
  }
}

/** A folder of this user alone among everybody's temporary files. */
function temporary(): string {
  const base = tmpdir().length <= LONGEST_RUNTIME ? tmpdir() : '/tmp';
  return ownBelow(base);
}

function isOurs(folder: string): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.getuid?.();
}
