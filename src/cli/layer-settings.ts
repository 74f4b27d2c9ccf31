import type { LayerRequirements } from '../lake/layer-requirements.ts';
import type { Layer } from '../records/layers.ts';
import type { Settings } from './settings-keys.ts';

/** What a layer requires of promotions, by the settings. */
export function layerRequirements(settings: Settings, layer: Layer): LayerRequirements {
  if (layer === 'raw') return {};
  const command = settings[`${layer}.command`];
  const metadata = settings[`${layer}.metadata`];
  return {
    verify: settings[`${layer}.verify`] === 'yes',
    approval: settings[`${layer}.approval`] === 'yes',
    ...(metadata === undefined ? {} : { metadata: metadata.split(',').map((key) => key.trim()) }),
    ...(command === undefined ? {} : { command }),
  };
}
