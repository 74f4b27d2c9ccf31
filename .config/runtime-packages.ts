import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** The folders of the packages that run beside the bundle, those that they need with them. */
export function runtimePackages(root: string): readonly string[] {
  const found = new Set<string>();
  const add = (folder: string) => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const name of Object.keys(dependencies)) {
      const needed = packageFolder(name, folder);
      if (found.has(needed)) continue;
      found.add(needed);
      add(needed);
    }
  };
  add(root);
  return [...found].sort();
}

/** Copies a package to the same place below another folder, with native code for one platform alone. */
export function copyPackage(root: string, folder: string, target: string, platform: string): void {
  const native = join('prebuilds', `${platform}/`);
  cpSync(folder, join(target, relative(root, folder)), {
    recursive: true,
    filter: (path) => {
      const inside = `${relative(folder, path)}/`;
      if (!inside.startsWith('prebuilds/') || inside === 'prebuilds/')
        return !inside.startsWith('node_modules/');
      // Beside what Node loads there is the same for another runtime.
      return inside.startsWith(native) && !path.endsWith('.bare');
    },
  });
}

/** Where a package lies that a folder's code finds by its name. */
function packageFolder(name: string, from: string): string {
  const paths = createRequire(join(from, 'package.json')).resolve.paths(name) ?? [];
  for (const path of paths) {
    const folder = join(path, name);
    try {
      readFileSync(join(folder, 'package.json'));
      return folder;
    } catch {
      // Further up.
    }
  }
  throw new Error(`${name} is not installed, which ${dirname(from)} needs`);
}
