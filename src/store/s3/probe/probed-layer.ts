import { DlakeError } from '../../../errors.ts';
import type { Layer } from '../../../records/layers.ts';
import { bucketOf } from '../s3-address.ts';
import type { Call, Outcome, S3Requests } from '../s3-requests.ts';
import type { ProbedThing, ProbeFinding } from './probe-finding.ts';

/** One layer's bucket, about which something is to be found out. */
export class ProbedLayer {
  readonly requests: S3Requests;
  readonly layer: Layer;
  readonly bucket: string;
  readonly #signal: AbortSignal | undefined;

  constructor(requests: S3Requests, layer: Layer, signal: AbortSignal | undefined) {
    this.requests = requests;
    this.layer = layer;
    this.bucket = bucketOf(requests.address, layer);
    this.#signal = signal;
  }

  attempt<T>(call: Call<T>): Promise<Outcome<T>> {
    return this.requests.attempt(this.layer, call, this.#signal);
  }

  run<T>(call: Call<T>): Promise<T> {
    return this.requests.run(this.layer, call, this.#signal);
  }

  finding(what: ProbedThing, state: ProbeFinding['state'], facts: ProbeFinding['facts'] = {}): ProbeFinding {
    return { layer: this.layer, bucket: this.bucket, what, state, facts };
  }

  /** What a trial finds; where it fails that is the finding, so that the others go on. */
  async tried(what: ProbedThing, trial: () => Promise<ProbeFinding>): Promise<ProbeFinding> {
    try {
      return await trial();
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (!(error instanceof DlakeError)) throw error;
      return this.finding(what, 'bad', { untried: reasonOf(error) });
    }
  }
}

function reasonOf({ data, message }: DlakeError): string {
  return 'reason' in data && typeof data.reason === 'string' ? data.reason : message;
}
