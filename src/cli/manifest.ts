import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Interfaces } from '@oclif/core';

/** What help, completion and routing know of the commands without loading one: oclif's manifest. */
export type Manifest = Interfaces.Manifest;

/** What the manifest says of one command. */
export type CommandFacts = Command.Cached;

/** Reads the manifest that the build left in the folder of the package. */
export function readManifest(root: string): Manifest {
  return JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
}

/** The commands that people are told about, in alphabetical order. */
export function visibleCommands(manifest: Manifest): readonly CommandFacts[] {
  return Object.values(manifest.commands)
    .filter((command) => !command.hidden)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The name of a command as it is typed. */
export const typedName = (id: string): string => id.replaceAll(':', ' ');
