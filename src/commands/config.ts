import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { lakeHost } from '../cli/open-lake.ts';
import { setSettings, settingsFile, writeSetting } from '../cli/settings.ts';
import { checkedValue, SETTING_KEYS, settingName } from '../cli/settings-keys.ts';
import { DlakeError } from '../errors.ts';
import { safe } from '../format/safe-text.ts';

export default class Config extends BaseCommand<typeof Config> {
  static override summary = 'Show, set or unset a setting';
  static override description =
    `The user's settings hold in every lake. The lake's, in .dlake/config.json, hold for all who work in it, and come before the user's.

${Object.entries(SETTING_KEYS)
  .map(([name, { summary }]) => `  ${name}: ${summary}`)
  .join('\n')}
  store: The folder with the lake's bytes. A new value moves them there, on any disk: all is read back and hashed before the old folder goes; killed, the same command goes on`;
  static override examples = [
    { description: 'Say who commits', command: 'dlake config author "Ada Lovelace <ada@example.org>"' },
    { description: 'See what is set', command: 'dlake config' },
    { description: 'Move the bytes to a larger disk', command: 'dlake config store /data/lake-store' },
    { description: 'Go back to the default', command: 'dlake config linkMode --unset' },
  ];
  static override args = {
    key: Args.string({ description: 'The setting; without it, all that are set are shown' }),
    value: Args.string({ description: 'Its new value; without it, the value that holds is shown' }),
  };
  static override flags = {
    user: Flags.boolean({ summary: 'Set it for the user; the default for author', exclusive: ['here'] }),
    here: Flags.boolean({ summary: 'Set it for the lake; the default for the rest' }),
    unset: Flags.boolean({ summary: 'Take its value out' }),
  };

  async run(): Promise<void> {
    const { key, value } = this.args;
    if (key === undefined && this.flags.unset)
      throw new DlakeError('usage-invalid', {
        reason: 'Say which setting to unset.',
        see: 'dlake config --help',
      });
    if (key === 'store' && !this.flags.unset) return this.#store(value);
    if (key !== undefined && (value !== undefined || this.flags.unset)) return this.#set(key, value);
    const found = setSettings(process.env, this.rootIfAny);
    if (key === undefined) {
      this.output.result(found, () => found.map((row) => safe`${row.key} = ${row.value}  (${row.scope})`));
      return;
    }
    const name = settingName(key);
    const holds = found.findLast((row) => row.key === name);
    if (holds === undefined) this.exitWith(EXIT.fixable);
    this.output.result(holds ?? null, () => (holds === undefined ? [] : [holds.value]));
  }

  async #store(to: string | undefined): Promise<void> {
    const { root, output, progress, signal, settings } = this;
    const { storeSetting } = await import('../cli/store-setting.ts');
    await storeSetting({ root, host: lakeHost(process.env, settings), output, progress, signal }, to);
  }

  #set(key: string, value: string | undefined): void {
    const name = settingName(key);
    if (value !== undefined && this.flags.unset)
      throw new DlakeError('usage-invalid', { reason: 'Give a value or --unset, not both.' });
    const byDefault = SETTING_KEYS[name].scope;
    const scope = this.flags.user ? 'user' : this.flags.here ? 'lake' : byDefault;
    const file = settingsFile(scope, process.env, scope === 'lake' ? this.root : undefined);
    if (scope === 'user') this.keepToUser();
    writeSetting(file, name, value === undefined ? undefined : checkedValue(name, value));
    this.output.result({ key: name, value: value ?? null, scope, file }, () => []);
    this.output.note(safe`${name} is ${value === undefined ? 'unset' : 'set'} in ${file}`);
  }
}
