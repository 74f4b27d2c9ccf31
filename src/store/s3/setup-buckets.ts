import type { BucketLocationConstraint, LifecycleRule } from '@aws-sdk/client-s3';
import { isDlakeError } from '../../errors.ts';
import { LAYERS, type Layer } from '../../records/layers.ts';
import { expiredRule, staleUploadsRule } from './bucket-rules.ts';
import { bucketOf } from './s3-address.ts';
import type { Call, Outcome, S3Requests } from './s3-requests.ts';

/** How buckets are to be. */
export interface SetupOptions {
  /** For how many days raw keeps what is put there; default 90. */
  readonly lockDays?: number;
  /** Default GOVERNANCE; COMPLIANCE can't be taken back by anybody. */
  readonly lockMode?: 'GOVERNANCE' | 'COMPLIANCE';
  /** After how many days what lies under `expired/` in archive goes; default 180. */
  readonly archiveDays?: number;
  /** Only says what would be done. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** One thing that a bucket needs, and what was done about it. */
export interface SetupStep {
  readonly layer: Layer;
  readonly bucket: string;
  readonly what: 'bucket' | 'versioning' | 'retention' | 'expired' | 'stale-uploads';
  /**
   * `there`: it was so before. `planned`: in a dry run. `refused`: the server would not, for `reason`. `unsupported`:
   * it has no such thing, and the store does without.
   */
  readonly state: 'there' | 'done' | 'planned' | 'refused' | 'unsupported';
  /** What it is or becomes, as `90 days GOVERNANCE`. */
  readonly value: string;
  readonly reason?: string;
}

const DEFAULTS = { lockDays: 90, lockMode: 'GOVERNANCE', archiveDays: 180 } as const;

/** Makes the four buckets as a store needs them, and leaves alone what is so already. Yields each step once it is done. */
export async function* setupBuckets(
  requests: S3Requests,
  options: SetupOptions = {},
): AsyncIterable<SetupStep> {
  const made = new Set<string>();
  for (const layer of LAYERS) {
    const setup = new BucketSetup(requests, layer, options);
    const isNew = !made.has(setup.bucket) && !(await setup.exists());
    // Layers may share a bucket.
    if (!made.has(setup.bucket)) {
      yield await setup.make(isNew);
      yield await setup.keepVersions(isNew);
      made.add(setup.bucket);
    }
    if (layer === 'raw') yield await setup.lock(isNew);
    if (layer === 'archive') yield await setup.expire(isNew);
    yield await setup.endStaleUploads(isNew);
  }
}

class BucketSetup {
  readonly bucket: string;
  readonly #requests: S3Requests;
  readonly #layer: Layer;
  readonly #options: SetupOptions;

  constructor(requests: S3Requests, layer: Layer, options: SetupOptions) {
    this.#requests = requests;
    this.#layer = layer;
    this.#options = options;
    this.bucket = bucketOf(requests.address, layer);
  }

  async exists(): Promise<boolean> {
    const outcome = await this.#attempt((s3, options) => s3.headBucket({ Bucket: this.bucket }, options));
    if (outcome.refused !== undefined && outcome.refused !== 'absent')
      throw this.#requests.refused(this.#layer, outcome);
    return outcome.refused === undefined;
  }

  async make(isNew: boolean): Promise<SetupStep> {
    const { region } = this.#requests.address;
    const place = region === 'us-east-1' ? {} : { LocationConstraint: region as BucketLocationConstraint };
    const input = {
      Bucket: this.bucket,
      ...(this.#layer === 'raw' && { ObjectLockEnabledForBucket: true }),
      ...('LocationConstraint' in place && { CreateBucketConfiguration: place }),
    };
    return this.#step('bucket', this.#layer === 'raw' ? 'with Object Lock' : '', !isNew, () =>
      this.#run((s3, options) => s3.createBucket(input, options)),
    );
  }

  async keepVersions(isNew: boolean): Promise<SetupStep> {
    const { Status } = isNew
      ? {}
      : await this.#run((s3, options) => s3.getBucketVersioning({ Bucket: this.bucket }, options));
    const input = { Bucket: this.bucket, VersioningConfiguration: { Status: 'Enabled' as const } };
    return this.#step('versioning', 'Enabled', Status === 'Enabled', () =>
      this.#run((s3, options) => s3.putBucketVersioning(input, options)),
    );
  }

  async lock(isNew: boolean): Promise<SetupStep> {
    const { lockDays = DEFAULTS.lockDays, lockMode = DEFAULTS.lockMode } = this.#options;
    const found = isNew
      ? undefined
      : await this.#attempt((s3, options) => s3.getObjectLockConfiguration({ Bucket: this.bucket }, options));
    const rule =
      found?.refused === undefined ? found?.value.ObjectLockConfiguration?.Rule?.DefaultRetention : undefined;
    const input = {
      Bucket: this.bucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled' as const,
        Rule: { DefaultRetention: { Mode: lockMode, Days: lockDays } },
      },
    };
    const there = rule?.Mode === lockMode && rule.Days === lockDays;
    return this.#step('retention', `${lockDays} days ${lockMode}`, there, () =>
      this.#run((s3, options) => s3.putObjectLockConfiguration(input, options)),
    );
  }

  async expire(isNew: boolean): Promise<SetupStep> {
    const { archiveDays = DEFAULTS.archiveDays } = this.#options;
    return this.#rule('expired', expiredRule(this.#requests.address, this.#layer, archiveDays), isNew);
  }

  async endStaleUploads(isNew: boolean): Promise<SetupStep> {
    const step = await this.#rule(
      'stale-uploads',
      staleUploadsRule(this.#requests.address, this.#layer),
      isNew,
    );
    return step.state === 'refused' ? { ...step, state: 'unsupported' } : step;
  }

  async #rule(what: SetupStep['what'], rule: LifecycleRule, isNew: boolean): Promise<SetupStep> {
    const found = isNew && this.#options.dryRun === true ? [] : await this.#rules();
    const there = found.some(
      (one) => one.ID === rule.ID && one.Status === 'Enabled' && textOf(one) === textOf(rule),
    );
    const Rules = [...found.filter(({ ID }) => ID !== rule.ID), rule];
    const input = { Bucket: this.bucket, LifecycleConfiguration: { Rules } };
    return this.#step(what, textOf(rule), there, () =>
      this.#run((s3, options) => s3.putBucketLifecycleConfiguration(input, options)),
    );
  }

  async #rules(): Promise<readonly LifecycleRule[]> {
    const outcome = await this.#attempt((s3, options) =>
      s3.getBucketLifecycleConfiguration({ Bucket: this.bucket }, options),
    );
    return outcome.refused === undefined ? (outcome.value.Rules ?? []) : [];
  }

  async #step(
    what: SetupStep['what'],
    value: string,
    there: boolean,
    act: () => Promise<unknown>,
  ): Promise<SetupStep> {
    const step = { layer: this.#layer, bucket: this.bucket, what, value };
    if (there) return { ...step, state: 'there' };
    if (this.#options.dryRun === true) return { ...step, state: 'planned' };
    try {
      await act();
      return { ...step, state: 'done' };
    } catch (error) {
      if (!isDlakeError(error, 'remote-refused')) throw error;
      return { ...step, state: 'refused', reason: error.data.reason };
    }
  }

  #attempt<T>(call: Call<T>): Promise<Outcome<T>> {
    return this.#requests.attempt(this.#layer, call, this.#options.signal);
  }

  #run<T>(call: Call<T>): Promise<T> {
    return this.#requests.run(this.#layer, call, this.#options.signal);
  }
}

function textOf({ Filter, Expiration, AbortIncompleteMultipartUpload }: LifecycleRule): string {
  const prefix = Filter?.Prefix ?? '';
  if (Expiration !== undefined) return `${prefix} goes after ${Expiration.Days} days`;
  return `stale uploads go after ${AbortIncompleteMultipartUpload?.DaysAfterInitiation} days`;
}
