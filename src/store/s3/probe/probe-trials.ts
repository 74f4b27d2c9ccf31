import { randomUUID } from 'node:crypto';
import { sha256 } from '../../../records/sha256.ts';
import { EXPIRED_FOLDER } from '../bucket-rules.ts';
import { placeOfKey, type S3Place } from '../s3-layout.ts';
import type { ProbeFinding } from './probe-finding.ts';
import type { ProbedLayer } from './probed-layer.ts';

const RACERS = 8;

/** Finds out what a server does with requests, with small objects in this bucket. */
export async function* probeTrials(probed: ProbedLayer): AsyncIterable<ProbeFinding> {
  const trials = new Trials(probed);
  yield await probed.tried('version-ids', () => trials.put());
  yield await probed.tried('kept-sha256', () => trials.head());
  yield await probed.tried('checked-sha256', () => trials.wrongSum());
  yield await probed.tried('conditional-put', () => trials.condition());
  yield await probed.tried('copy', () => trials.copy());
  yield await probed.tried('composite-sha256', () => trials.composite());
  await trials.remove();
}

class Trials {
  readonly #probed: ProbedLayer;
  readonly #key = `${EXPIRED_FOLDER}probe-${randomUUID()}`;
  readonly #body = Buffer.from(this.#key);
  readonly #sum = sha256(this.#body).toString('base64');

  constructor(probed: ProbedLayer) {
    this.#probed = probed;
  }

  async put(): Promise<ProbeFinding> {
    const input = { ...this.#place(), Body: this.#body, ContentLength: this.#body.length };
    const sum = { ChecksumAlgorithm: 'SHA256' as const, ChecksumSHA256: this.#sum };
    const { VersionId } = await this.#probed.run((s3, options) =>
      s3.putObject({ ...input, ...sum }, options),
    );
    return this.#probed.finding('version-ids', VersionId === undefined ? 'bad' : 'good');
  }

  async head(): Promise<ProbeFinding> {
    const { ChecksumSHA256 } = await this.#probed.run((s3, options) =>
      s3.headObject({ ...this.#place(), ChecksumMode: 'ENABLED' }, options),
    );
    return this.#probed.finding('kept-sha256', ChecksumSHA256 === this.#sum ? 'good' : 'weak');
  }

  /** Whether bytes that are not those of the sum are refused. */
  async wrongSum(): Promise<ProbeFinding> {
    const input = {
      ...this.#place('-wrong'),
      Body: Buffer.from('these bytes'),
      ContentLength: 11,
      ChecksumAlgorithm: 'SHA256' as const,
      ChecksumSHA256: sha256('other bytes').toString('base64'),
      // Else the signature would tell.
      Metadata: { probe: 'checksum' },
    };
    const outcome = await this.#probed.attempt((s3, options) => s3.putObject(input, options));
    return this.#probed.finding('checked-sha256', outcome.refused === 'garbled' ? 'good' : 'bad');
  }

  /** Whether a key is made once: one after the other, and by several at once. */
  async condition(): Promise<ProbeFinding> {
    const make = (more = '') => {
      const input = { ...this.#place(more), Body: this.#key + more, IfNoneMatch: '*' };
      return this.#probed.attempt((s3, options) => s3.putObject(input, options));
    };
    if ((await make()).refused !== 'exists') return this.#probed.finding('conditional-put', 'bad');
    const racers = Array.from({ length: RACERS }, () => make('-race'));
    const winners = (await Promise.all(racers)).filter(({ refused }) => refused === undefined).length;
    const facts = { racers: RACERS, winners };
    return this.#probed.finding('conditional-put', winners === 1 ? 'good' : 'weak', facts);
  }

  async copy(): Promise<ProbeFinding> {
    const { Bucket, Key } = this.#place();
    const input = {
      ...this.#place('-copy'),
      CopySource: `${Bucket}/${Key}`,
      ChecksumAlgorithm: 'SHA256' as const,
    };
    const outcome = await this.#probed.attempt((s3, options) => s3.copyObject(input, options));
    if (outcome.refused !== undefined) return this.#probed.finding('copy', 'bad');
    const found = outcome.value.CopyObjectResult?.ChecksumSHA256;
    return this.#probed.finding('copy', found === this.#sum ? 'good' : 'weak');
  }

  /** Whether an upload in parts tells the sums of its parts. */
  async composite(): Promise<ProbeFinding> {
    const place = this.#place('-parts');
    const begun = await this.#probed.attempt((s3, options) =>
      s3.createMultipartUpload({ ...place, ChecksumAlgorithm: 'SHA256' }, options),
    );
    const UploadId = begun.refused === undefined ? begun.value.UploadId : undefined;
    if (UploadId === undefined) return this.#probed.finding('composite-sha256', 'bad');
    const sum = { ChecksumAlgorithm: 'SHA256' as const, ChecksumSHA256: this.#sum };
    const part = { ...place, UploadId, PartNumber: 1, Body: this.#body, ...sum };
    await this.#probed.attempt((s3, options) => s3.uploadPart(part, options));
    const listed = await this.#probed.attempt((s3, options) => s3.listParts({ ...place, UploadId }, options));
    const found = listed.refused === undefined ? listed.value.Parts?.[0]?.ChecksumSHA256 : undefined;
    await this.#probed.attempt((s3, options) => s3.abortMultipartUpload({ ...place, UploadId }, options));
    return this.#probed.finding('composite-sha256', found === this.#sum ? 'good' : 'weak');
  }

  /** Removes what the trials made, every version; who may not leaves it to the rules for `expired/`. */
  async remove(): Promise<void> {
    const { Bucket, Key: Prefix } = this.#place();
    await this.#probed.tried('server', async () => {
      const listed = await this.#probed.run((s3, options) =>
        s3.listObjectVersions({ Bucket, Prefix }, options),
      );
      for (const { Key, VersionId } of listed.Versions ?? [])
        await this.#probed.attempt((s3, options) => s3.deleteObject({ Bucket, Key, VersionId }, options));
      return this.#probed.finding('server', 'good');
    });
  }

  #place(more = ''): S3Place {
    return placeOfKey(this.#probed.requests.address, this.#probed.layer, this.#key + more);
  }
}
