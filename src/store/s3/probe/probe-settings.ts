import { eatenBy } from '../bucket-rules.ts';
import type { ProbeFinding } from './probe-finding.ts';
import type { ProbedLayer } from './probed-layer.ts';

/** Finds out how a layer's bucket is set up. */
export async function* probeSettings(probed: ProbedLayer): AsyncIterable<ProbeFinding> {
  yield await probed.tried('versioning', () => versioning(probed));
  if (probed.layer === 'raw') {
    yield await probed.tried('object-lock', async () =>
      probed.finding('object-lock', (await lockOf(probed))?.ObjectLockEnabled === 'Enabled' ? 'good' : 'bad'),
    );
    yield await probed.tried('default-retention', () => retention(probed));
  }
  yield await probed.tried('lifecycle', () => lifecycle(probed));
}

async function versioning(probed: ProbedLayer): Promise<ProbeFinding> {
  const Bucket = probed.bucket;
  const { Status: status = 'off' } = await probed.run((s3, options) =>
    s3.getBucketVersioning({ Bucket }, options),
  );
  return probed.finding('versioning', status === 'Enabled' ? 'good' : 'bad', { status });
}

async function lockOf(probed: ProbedLayer) {
  const Bucket = probed.bucket;
  const outcome = await probed.attempt((s3, options) => s3.getObjectLockConfiguration({ Bucket }, options));
  return outcome.refused === undefined ? outcome.value.ObjectLockConfiguration : undefined;
}

async function retention(probed: ProbedLayer): Promise<ProbeFinding> {
  const { Mode: mode, Days: days, Years: years } = (await lockOf(probed))?.Rule?.DefaultRetention ?? {};
  return probed.finding('default-retention', mode === undefined ? 'bad' : 'good', {
    ...(mode !== undefined && { mode }),
    ...(days !== undefined && { days }),
    ...(years !== undefined && { years }),
  });
}

async function lifecycle(probed: ProbedLayer): Promise<ProbeFinding> {
  const { layer, requests, bucket: Bucket } = probed;
  const rules = await probed.attempt((s3, options) =>
    s3.getBucketLifecycleConfiguration({ Bucket }, options),
  );
  const eaters = (rules.refused === undefined ? (rules.value.Rules ?? []) : []).flatMap((rule) => {
    const folders = eatenBy(rule, requests.address, layer);
    return folders.length === 0 ? [] : [`${rule.ID ?? 'a rule without a name'}: ${folders.join(', ')}`];
  });
  return probed.finding('lifecycle', eaters.length === 0 ? 'good' : 'bad', { eaters });
}
