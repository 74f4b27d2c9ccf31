import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { manifest } from '../../.config/manifest.ts';
import { helpText } from '../../src/cli/help/help-text.ts';
import { typedName, visibleCommands } from '../../src/cli/manifest.ts';

const commands = await manifest(fileURLToPath(new URL('../..', import.meta.url)));
const visible = visibleCommands(commands);
const options = { width: 100, color: false };

// `npx vitest run --config .config/vitest.config.ts test/cli/reference -u` writes it anew.
test('the help of everything is what it was', async () => {
  const topics = new Set(
    visible.flatMap(({ id }) => (id.includes(':') ? [id.slice(0, id.indexOf(':'))] : [])),
  );
  const pages = [
    ['dlake --help', helpText(commands, undefined, options)],
    ...[...topics].map((topic) => [`dlake ${topic} --help`, helpText(commands, topic, options)]),
    ...visible.map(({ id }) => [`dlake ${typedName(id)} --help`, helpText(commands, id, options)]),
  ];
  const text = pages.map(([command, page]) => `$ ${command}\n${page}`).join('\n\n');
  await expect(text).toMatchFileSnapshot('reference.txt');
});

test.each(visible.map((command) => [typedName(command.id), command] as const))(
  'the help of %s is whole',
  (name, command) => {
    expect(command.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(command.examples?.length, 'examples').toBeGreaterThan(0);
    for (const example of command.examples ?? []) {
      expect(typeof example === 'string' ? example : example.command).toMatch(new RegExp(`dlake ${name}\\b`));
    }
    for (const flag of Object.values(command.flags))
      expect(flag.summary, `--${flag.name}`).toMatch(/^[A-Z].*[^.]$/);
    for (const arg of Object.values(command.args)) expect(arg.description, arg.name).toMatch(/[^.]$/);
    expect(Object.keys(command.flags)).toEqual(expect.arrayContaining(['json', 'quiet', 'no-color', 'lake']));
  },
);

test('no line of help is wider than the terminal, where words can be broken', () => {
  for (const width of [60, 80, 100]) {
    for (const { id } of visible) {
      const lines = helpText(commands, id, { width, color: false }).split('\n');
      const wide = lines.filter(
        (line) => line.length > width && !/^ *\$ |^Usage: /.test(line) && / \S+ \S/.test(line.trim()),
      );
      expect(wide, `${id} at ${width}`).toEqual([]);
    }
  }
});
