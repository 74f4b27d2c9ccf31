import { DlakeError } from '../../../errors.ts';
import { LAYERS, type Layer } from '../../../records/layers.ts';
import { isFarOff } from '../clock-skew.ts';
import type { S3Requests } from '../s3-requests.ts';
import type { ProbeFinding } from './probe-finding.ts';
import { probeSettings } from './probe-settings.ts';
import { probeTrials } from './probe-trials.ts';
import { ProbedLayer } from './probed-layer.ts';

const SOME_SKEW_MS = 60 * 1000;
const LAYER_OF_TRIALS: Layer = 'processed';

/**
 * Finds out what a server does, by trying: nothing is concluded from its name. The clock comes first, for a wrong one
 * may be why other things fail; what fails is a finding, and the rest goes on. Trials are made in the bucket of
 * `processed`, under `expired/`, and removed again where that is allowed.
 */
export async function* probeBuckets(requests: S3Requests, signal?: AbortSignal): AsyncIterable<ProbeFinding> {
  const probed = (layer: Layer) => new ProbedLayer(requests, layer, signal);
  const raw = probed('raw');
  const server = await reach(raw);
  yield clock(raw);
  if (server.finding.state === 'bad') yield server.finding;
  if (server.hopeless) return;
  for (const layer of LAYERS) yield* probeSettings(probed(layer));
  yield* probeTrials(probed(LAYER_OF_TRIALS));
}

/** With these no other request fares better. */
const HOPELESS: ReadonlySet<string> = new Set([
  'no-credentials',
  'wrong-credentials',
  'expired-credentials',
  'clock-skew',
  'wrong-region',
]);

/** Asks something, whatever comes of it. */
async function reach(raw: ProbedLayer) {
  let hopeless = false;
  const Bucket = raw.bucket;
  const finding = await raw.tried('server', async () => {
    try {
      await raw.run((s3, options) => s3.getBucketVersioning({ Bucket }, options));
      return raw.finding('server', 'good');
    } catch (error) {
      hopeless =
        error instanceof DlakeError &&
        (error.code === 'remote-unreachable' || ('cause' in error.data && HOPELESS.has(error.data.cause)));
      throw error;
    }
  });
  return { finding, hopeless };
}

/** How far the clocks are apart, by the server's last answer; an answer that says no tells it too. */
function clock(raw: ProbedLayer): ProbeFinding {
  const skew = raw.requests.clockSkewMs;
  if (skew === undefined) return raw.finding('clock', 'bad', { untried: 'the server does not answer' });
  const state = isFarOff(skew) ? 'bad' : Math.abs(skew) > SOME_SKEW_MS ? 'weak' : 'good';
  return raw.finding('clock', state, { seconds: Math.round(skew / 1000) });
}
