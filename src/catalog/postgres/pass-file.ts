import { readFileSync, statSync } from 'node:fs';
import type { PostgresAddress } from './postgres-address.ts';

/** A password for a database, and why a file that may have it was not looked into. */
export interface FoundPassword {
  readonly password?: string;
  readonly passedOver?: string;
}

const MATCHED = ['host', 'port', 'database', 'user'] as const;

/**
 * Looks into a file such as ~/.pgpass (lines of `host:port:database:user:password`, `*` for any, the first that
 * fits counts) as libpq does: a file that is not there has none, one that others can read is passed over.
 */
export function passwordInFile(
  path: string,
  address: PostgresAddress & { readonly user: string },
): FoundPassword {
  let text: string;
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { passedOver: `${path} is not a file` };
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0)
      return { passedOver: `others may read ${path}, so it was passed over: chmod 600` };
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? {} : { passedOver: `${path} can't be read (${code})` };
  }
  const host = address.host.startsWith('/') ? 'localhost' : address.host;
  const wanted = { ...address, host, port: String(address.port) };
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const [, ...fields] =
      /^((?:[^\\:]|\\.)*):((?:[^\\:]|\\.)*):((?:[^\\:]|\\.)*):((?:[^\\:]|\\.)*):(.*)$/.exec(line) ?? [];
    const plain = fields.map((field) => field.replace(/\\(.)/g, '$1'));
    const fits = MATCHED.every((name, n) => fields[n] === '*' || plain[n] === wanted[name]);
    if (plain.length === 5 && fits) return { password: plain[4]! };
  }
  return {};
}
