import { randomUUID } from 'node:crypto';
import { isDlakeError } from '../../errors.ts';
import { LAYERS, type Layer } from '../../records/layers.ts';
import { sha256 } from '../../records/sha256.ts';
import { EXPIRED_FOLDER, eatenBy } from './bucket-rules.ts';
import { bucketOf } from './s3-address.ts';
import { placeOfKey } from './s3-layout.ts';
import type { Call, Outcome, S3Requests } from './s3-requests.ts';

/** What was found out about a server, as a fact that front ends put into words. */
export interface ProbeFinding {
  readonly layer: Layer;
  readonly bucket: string;
  readonly what:
    | 'clock'
    | 'versioning'
    | 'object-lock'
    | 'default-retention'
    | 'lifecycle'
    | 'conditional-put'
    | 'checked-sha256'
    | 'kept-sha256'
    | 'composite-sha256'
    | 'version-ids'
    | 'copy';
  /** `weak`: the store works, by more requests or on somebody's word. `bad`: a promise is not kept. */
  readonly state: 'good' | 'weak' | 'bad';
  /** Numbers and texts that say more, as `{ days: 90, mode: 'GOVERNANCE' }`. */
  readonly facts: Readonly<Record<string, string | number | readonly string[]>>;
}

/** More than this apart, requests are refused. */
const MOST_SKEW_MS = 15 * 60 * 1000;
const SOME_SKEW_MS = 60 * 1000;
const RACERS = 8;
const LAYER_OF_TRIALS: Layer = 'processed';

/**
 * Finds out what a server does, by trying: nothing is concluded from its name. Trials are made in the bucket of
 * `processed`, under `expired/`, and removed again where that is allowed.
 */
export async function* probeBuckets(requests: S3Requests, signal?: AbortSignal): AsyncIterable<ProbeFinding> {
  for (const layer of LAYERS) yield* new LayerProbe(requests, layer, signal).settings();
  yield* new LayerProbe(requests, LAYER_OF_TRIALS, signal).trials();
}

class LayerProbe {
  readonly #requests: S3Requests;
  readonly #layer: Layer;
  readonly #signal: AbortSignal | undefined;
  readonly #bucket: string;

  constructor(requests: S3Requests, layer: Layer, signal: AbortSignal | undefined) {
    this.#requests = requests;
    this.#layer = layer;
    this.#signal = signal;
    this.#bucket = bucketOf(requests.address, layer);
  }

  /** How the bucket is set up. */
  async *settings(): AsyncIterable<ProbeFinding> {
    const Bucket = this.#bucket;
    const versioning = await this.#requests.run(
      this.#layer,
      (s3, options) => s3.getBucketVersioning({ Bucket }, options),
      this.#signal,
    );
    const status = versioning.Status ?? 'off';
    yield this.#finding('versioning', status === 'Enabled' ? 'good' : 'bad', { status });
    if (this.#layer === 'raw') {
      yield* this.#lock();
      const skew = this.#requests.clockSkewMs ?? 0;
      const far = Math.abs(skew);
      const state = far > MOST_SKEW_MS ? 'bad' : far > SOME_SKEW_MS ? 'weak' : 'good';
      yield this.#finding('clock', state, { seconds: Math.round(skew / 1000) });
    }
    const rules = await this.#attempt((s3, options) =>
      s3.getBucketLifecycleConfiguration({ Bucket }, options),
    );
    const eaters = (rules.refused === undefined ? (rules.value.Rules ?? []) : []).flatMap((rule) => {
      const folders = eatenBy(rule, this.#requests.address, this.#layer);
      return folders.length === 0 ? [] : [`${rule.ID ?? 'a rule without a name'}: ${folders.join(', ')}`];
    });
    yield this.#finding('lifecycle', eaters.length === 0 ? 'good' : 'bad', { eaters });
  }

  /** What the server does with requests. */
  async *trials(): AsyncIterable<ProbeFinding> {
    const key = `${EXPIRED_FOLDER}probe-${randomUUID()}`;
    const Body = Buffer.from(key);
    const sum = sha256(Body).toString('base64');
    const place = placeOfKey(this.#requests.address, this.#layer, key);
    const input = { ...place, Body, ContentLength: Body.length, ChecksumAlgorithm: 'SHA256' as const };
    const put = await this.#requests.run(
      this.#layer,
      (s3, options) => s3.putObject({ ...input, ChecksumSHA256: sum }, options),
      this.#signal,
    );
    yield this.#finding('version-ids', put.VersionId === undefined ? 'bad' : 'good', {});
    const head = await this.#requests.run(
      this.#layer,
      (s3, options) => s3.headObject({ ...place, ChecksumMode: 'ENABLED' }, options),
      this.#signal,
    );
    yield this.#finding('kept-sha256', head.ChecksumSHA256 === sum ? 'good' : 'weak', {});
    yield await this.#wrongSum(key);
    yield await this.#condition(key);
    yield await this.#copy(place, sum);
    yield await this.#composite(key);
    await this.#remove(key);
  }

  async *#lock(): AsyncIterable<ProbeFinding> {
    const Bucket = this.#bucket;
    const outcome = await this.#attempt((s3, options) => s3.getObjectLockConfiguration({ Bucket }, options));
    const lock = outcome.refused === undefined ? outcome.value.ObjectLockConfiguration : undefined;
    yield this.#finding('object-lock', lock?.ObjectLockEnabled === 'Enabled' ? 'good' : 'bad', {});
    const { Mode: mode, Days: days, Years: years } = lock?.Rule?.DefaultRetention ?? {};
    const facts = {
      ...(mode !== undefined && { mode }),
      ...(days !== undefined && { days }),
      ...(years !== undefined && { years }),
    };
    yield this.#finding('default-retention', mode === undefined ? 'bad' : 'good', facts);
  }

  /** Whether bytes that are not those of the sum are refused. */
  async #wrongSum(key: string): Promise<ProbeFinding> {
    const input = {
      ...placeOfKey(this.#requests.address, this.#layer, `${key}-wrong`),
      Body: Buffer.from('these bytes'),
      ContentLength: 11,
      ChecksumAlgorithm: 'SHA256' as const,
      ChecksumSHA256: sha256('other bytes').toString('base64'),
      // Else the signature would tell.
      Metadata: { probe: 'checksum' },
    };
    const outcome = await this.#attempt((s3, options) => s3.putObject(input, options));
    return this.#finding('checked-sha256', outcome.refused === 'garbled' ? 'good' : 'bad', {});
  }

  /** Whether a key is made once: one after the other, and by several at once. */
  async #condition(key: string): Promise<ProbeFinding> {
    const make = (path: string) => {
      const input = {
        ...placeOfKey(this.#requests.address, this.#layer, path),
        Body: path,
        IfNoneMatch: '*',
      };
      return this.#attempt((s3, options) => s3.putObject(input, options));
    };
    if ((await make(key)).refused !== 'exists') return this.#finding('conditional-put', 'bad', {});
    const racers = Array.from({ length: RACERS }, () => make(`${key}-race`));
    const winners = (await Promise.all(racers)).filter(({ refused }) => refused === undefined).length;
    return this.#finding('conditional-put', winners === 1 ? 'good' : 'weak', { racers: RACERS, winners });
  }

  async #copy(place: { readonly Bucket: string; readonly Key: string }, sum: string): Promise<ProbeFinding> {
    const input = {
      ...place,
      Key: `${place.Key}-copy`,
      CopySource: `${place.Bucket}/${place.Key}`,
      ChecksumAlgorithm: 'SHA256' as const,
    };
    const outcome = await this.#attempt((s3, options) => s3.copyObject(input, options));
    if (outcome.refused !== undefined) return this.#finding('copy', 'bad', {});
    return this.#finding(
      'copy',
      outcome.value.CopyObjectResult?.ChecksumSHA256 === sum ? 'good' : 'weak',
      {},
    );
  }

  /** Whether an upload in parts tells the sums of its parts. */
  async #composite(key: string): Promise<ProbeFinding> {
    const place = placeOfKey(this.#requests.address, this.#layer, `${key}-parts`);
    const begun = await this.#attempt((s3, options) =>
      s3.createMultipartUpload({ ...place, ChecksumAlgorithm: 'SHA256' }, options),
    );
    const UploadId = begun.refused === undefined ? begun.value.UploadId : undefined;
    if (UploadId === undefined) return this.#finding('composite-sha256', 'bad', {});
    const Body = Buffer.from(key);
    const sum = sha256(Body).toString('base64');
    await this.#attempt((s3, options) =>
      s3.uploadPart(
        { ...place, UploadId, PartNumber: 1, Body, ChecksumAlgorithm: 'SHA256', ChecksumSHA256: sum },
        options,
      ),
    );
    const listed = await this.#attempt((s3, options) => s3.listParts({ ...place, UploadId }, options));
    const found = listed.refused === undefined ? listed.value.Parts?.[0]?.ChecksumSHA256 : undefined;
    await this.#attempt((s3, options) => s3.abortMultipartUpload({ ...place, UploadId }, options));
    return this.#finding('composite-sha256', found === sum ? 'good' : 'weak', {});
  }

  /** Removes what the trials made, every version; who may not leaves it to the rules for `expired/`. */
  async #remove(key: string): Promise<void> {
    const { Bucket, Key: Prefix } = placeOfKey(this.#requests.address, this.#layer, key);
    const listed = await this.#attempt((s3, options) => s3.listObjectVersions({ Bucket, Prefix }, options));
    if (listed.refused !== undefined) return;
    for (const { Key, VersionId } of listed.value.Versions ?? []) {
      try {
        await this.#attempt((s3, options) => s3.deleteObject({ Bucket, Key, VersionId }, options));
      } catch (error) {
        if (!isDlakeError(error, 'remote-refused')) throw error;
        return;
      }
    }
  }

  #attempt<T>(call: Call<T>): Promise<Outcome<T>> {
    return this.#requests.attempt(this.#layer, call, this.#signal);
  }

  #finding(
    what: ProbeFinding['what'],
    state: ProbeFinding['state'],
    facts: ProbeFinding['facts'],
  ): ProbeFinding {
    return { layer: this.#layer, bucket: this.#bucket, what, state, facts };
  }
}
