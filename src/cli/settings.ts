import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DlakeError } from '../errors.ts';
import { dlakeFolder } from '../lake/lake-file.ts';
import { configFolder } from './host.ts';
import {
  isSettingName,
  SETTING_KEYS,
  type SettingName,
  type SettingScope,
  type Settings,
} from './settings-keys.ts';

/** A value that somebody set, and where. */
export interface SetSetting {
  readonly key: SettingName;
  readonly value: string;
  readonly scope: SettingScope;
  readonly file: string;
}

/** The file with a scope's settings. Throws `lake-not-found` for a lake's when there is no lake. */
export function settingsFile(scope: SettingScope, env: NodeJS.ProcessEnv, root: string | undefined): string {
  if (scope === 'user') return join(configFolder(env), 'config.json');
  if (root === undefined) throw new DlakeError('lake-not-found', { from: '.' });
  return join(dlakeFolder(root), 'config.json');
}

/** The settings that hold here: the lake's before the user's. Throws `settings-invalid`. */
export function readSettings(env: NodeJS.ProcessEnv, root: string | undefined): Settings {
  return Object.fromEntries(setSettings(env, root).map(({ key, value }) => [key, value]));
}

/** All values that are set, those that hold after those that they stand before. Throws `settings-invalid`. */
export function setSettings(env: NodeJS.ProcessEnv, root: string | undefined): readonly SetSetting[] {
  const scopes: readonly SettingScope[] = root === undefined ? ['user'] : ['user', 'lake'];
  return scopes.flatMap((scope) => readScope(scope, settingsFile(scope, env, root)));
}

/** Sets one value in a file, or takes it out; everything else in the file stays. */
export function writeSetting(file: string, key: SettingName, value: string | undefined): void {
  const { [key]: _, ...others } = readObject(file);
  mkdirSync(dirname(file), { recursive: true });
  const text = JSON.stringify(value === undefined ? others : { ...others, [key]: value }, null, 2);
  const scratch = `${file}.${process.pid}.new`;
  writeFileSync(scratch, `${text}\n`);
  renameSync(scratch, file);
}

function readScope(scope: SettingScope, file: string): SetSetting[] {
  return Object.entries(readObject(file)).flatMap(([key, value]) => {
    // A newer dlake may have settings that this one does not know.
    if (!isSettingName(key)) return [];
    const problem = typeof value === 'string' ? SETTING_KEYS[key].problem(value) : 'is not text';
    if (problem !== undefined)
      throw new DlakeError('settings-invalid', { file, reason: `${key} ${problem}` });
    return [{ key, value: String(value), scope, file }];
  });
}

function readObject(file: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    throw new DlakeError(
      'settings-invalid',
      { file, reason: `it can't be read (${code ?? 'unknown'})` },
      { cause },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DlakeError('settings-invalid', { file, reason: 'it is not JSON' }, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new DlakeError('settings-invalid', { file, reason: 'it is not one JSON object' });
}
