import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { BareMachine, Ran } from './bare-machine.ts';

/** A composite action, as far as ours need it: https://docs.github.com/actions, metadata syntax. */
export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export interface Step {
  readonly name: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | number>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const FOLDER = new URL('../../.github/actions/verify', import.meta.url).pathname;

/** Our action. */
export const readAction = (): Action => parse(readFileSync(join(FOLDER, 'action.yml'), 'utf8'));

/** Runs the steps of our action that are scripts, with what GitHub gives them; gives the steps that ran. */
export function runAction(
  machine: BareMachine,
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): readonly (Ran & { readonly name: string })[] {
  const action = readAction();
  const values: Record<string, string> = {
    'github.action_path': FOLDER,
    'runner.os': 'Linux',
  };
  for (const [name, { default: usual = '' }] of Object.entries(action.inputs))
    values[`inputs.${name}`] = inputs[name] ?? usual;
  const filled = (text: string) =>
    text.replace(/\$\{\{ ([\w.]+) \}\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`GitHub knows no ${name}`);
      return value;
    });
  const ran: (Ran & { readonly name: string })[] = [];
  for (const { name, run, env: own = {} } of action.runs.steps) {
    if (run === undefined) continue;
    const given = Object.fromEntries(Object.entries(own).map(([key, text]) => [key, filled(text)]));
    const github = {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: machine.checkout,
      RUNNER_TEMP: machine.env.TMPDIR ?? '',
    };
    const done = { name, ...machine.run(run, { ...github, ...given, ...env }) };
    ran.push(done);
    if (done.code !== 0) break;
  }
  return ran;
}
