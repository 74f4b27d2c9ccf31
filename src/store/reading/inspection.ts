import { DlakeError } from '../../errors.ts';
import { type DigestStream, digestStream, isDigestName } from '../../records/digest-stream.ts';
import { GzipCheck } from './gzip-check.ts';

/** What the caller wants to know of a file besides its id. */
export interface Wanted {
  readonly digests?: readonly string[] | undefined;
  readonly gzip?: boolean | undefined;
}

/** What was found in the same pass. */
export interface Found {
  readonly digests?: Readonly<Record<string, string>>;
  readonly gzipError?: string;
}

/** Whether anything besides the id is wanted. */
export const isWanted = (wanted: Wanted): boolean =>
  wanted.gzip === true || (wanted.digests !== undefined && wanted.digests.length > 0);

/** Computes other digests and checks the gzip stream while a file is read. Throws `usage-invalid` for an unknown digest. */
export class Inspection {
  readonly #digests: readonly (readonly [string, DigestStream])[];
  readonly #gzip: GzipCheck | undefined;

  constructor(wanted: Wanted) {
    this.#digests = (wanted.digests ?? []).map((name) => [name, known(name)] as const);
    this.#gzip = wanted.gzip ? new GzipCheck() : undefined;
  }

  /** Takes the next bytes; they may be reused when this returns. */
  async write(bytes: Uint8Array): Promise<void> {
    for (const [, digest] of this.#digests) digest.update(bytes);
    await this.#gzip?.write(bytes);
  }

  /** What was found; ends the inspection. */
  async end(): Promise<Found> {
    const gzipError = await this.#gzip?.end();
    return {
      ...(this.#digests.length > 0 && {
        digests: Object.fromEntries(this.#digests.map(([name, digest]) => [name, digest.text()])),
      }),
      ...(gzipError !== undefined && { gzipError }),
    };
  }
}

function known(name: string): DigestStream {
  if (!isDigestName(name)) throw new DlakeError('usage-invalid', { reason: `unknown digest ${name}` });
  return digestStream(name);
}
