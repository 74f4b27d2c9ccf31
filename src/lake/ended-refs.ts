import { parseRef } from '../records/parse-ref.ts';
import { refSubject } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import { peekHead } from './peek-head.ts';

/** Which refs have ended: bytes that only such ones name may have been freed. Each is looked up once. */
export class EndedRefs {
  readonly #lake: Lake;
  readonly #known = new Map<string, Promise<boolean>>();

  constructor(lake: Lake) {
    this.#lake = lake;
  }

  /** Whether a ref, as `processed/geo/GSE2034`, has ended. */
  has(ref: string): Promise<boolean> {
    const known = this.#known.get(ref) ?? this.#look(ref);
    this.#known.set(ref, known);
    return known;
  }

  async #look(text: string): Promise<boolean> {
    const ref = parseRef(text);
    return (await peekHead(this.#lake, ref.layer, refSubject(ref))).ended === true;
  }
}
