import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Interfaces, Plugin } from '@oclif/core';

/** oclif's manifest: what help, completion and routing know of the commands without loading their code. */
export async function manifest(root: string): Promise<Interfaces.Manifest> {
  const pjson: Interfaces.PJSON = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const plugin = new Plugin({
    root,
    isRoot: true,
    ignoreManifest: true,
    errorOnManifestCreate: true,
    pjson: { ...pjson, oclif: { ...pjson.oclif, commands: './src/commands' } },
  });
  await plugin.load();
  const found = Object.keys(plugin.manifest.commands).length;
  const files = globSync('src/commands/**/*.ts', { cwd: root }).length;
  if (found !== files) throw new Error(`${files} files in src/commands, but ${found} commands`);
  return plugin.manifest;
}
