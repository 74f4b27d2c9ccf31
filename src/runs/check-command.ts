import { rmSync } from 'node:fs';
import { DlakeError } from '../errors.ts';
import type { LocalLake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { FreeMap } from '../records/commit.ts';
import { cidText } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { CallOptions } from '../store/contract.ts';
import { checkoutElsewhere } from './checkout-elsewhere.ts';
import { codeState } from './code-state.ts';
import { newLog } from './new-log.ts';
import type { RunHost } from './run-host.ts';
import { scratchFolder } from './scratch-folder.ts';
import { spawnCommand } from './spawn-command.ts';

/**
 * Runs the command that a layer requires, by the shell and in the lake, on the files of a version in a folder of their
 * own: `$DLAKE_DATA` and the first argument. Gives what is to be recorded of it. Throws `rule-refused` when it does not end
 * with exit code 0.
 */
export async function checkCommand(
  lake: LocalLake,
  version: CommitWithId,
  { layer, command }: { readonly layer: Layer; readonly command: string },
  host: RunHost,
  options: CallOptions = {},
): Promise<FreeMap> {
  const log = newLog(lake.root, lake.now());
  const scratch = scratchFolder(lake.root, 'check', host.host);
  const folder = scratch.path;
  try {
    await checkoutElsewhere(lake, version, folder, options);
    const there = {
      ...host,
      cwd: lake.root,
      env: { ...host.env, DLAKE_DATA: folder, DLAKE_COMMIT: cidText(version.id) },
    };
    const { exitCode } = await spawnCommand(
      ['/bin/sh', '-c', `${command} "$@"`, 'check', folder],
      there,
      log,
      options,
    );
    if (exitCode !== 0)
      throw new DlakeError('rule-refused', {
        subject: `${layer}/${version.commit.dataset}`,
        rule: `${layer} takes what passes \`${command}\`, which ended with exit code ${exitCode} (what it wrote is in ${log})`,
      });
    rmSync(log, { force: true });
    const code = await codeState(there);
    return {
      check: 'command',
      command,
      exitCode,
      by: host.tool,
      ...(code && { code: { commit: code.commit, clean: code.clean } }),
    };
  } finally {
    scratch.remove();
  }
}
