import { expect, test } from 'vitest';
import type { CommandFacts, Manifest } from '../../src/cli/manifest.ts';
import { nearNames, route } from '../../src/cli/route.ts';

const command = (id: string, more: Partial<CommandFacts> = {}): CommandFacts => ({
  id,
  aliases: [],
  hiddenAliases: [],
  args: {},
  flags: {},
  hidden: false,
  ...more,
});
const manifest: Manifest = {
  version: '1.2.3',
  commands: {
    add: command('add', { hidden: true }),
    'catalog:stop': command('catalog:stop'),
    commit: command('commit'),
    config: command('config'),
    whence: command('whence', { aliases: ['which'] }),
  },
};

test.each([
  [[], { kind: 'help', id: undefined }],
  [['--help'], { kind: 'help', id: undefined }],
  [['help'], { kind: 'help', id: undefined }],
  [['help', 'commit'], { kind: 'help', id: 'commit' }],
  [['help', 'which'], { kind: 'help', id: 'whence' }],
  [['help', 'catalog', 'stop'], { kind: 'help', id: 'catalog:stop' }],
  [['help', 'comit'], { kind: 'unknown', name: 'comit' }],
  [['catalog'], { kind: 'help', id: 'catalog' }],
  [['catalog', '--help'], { kind: 'help', id: 'catalog' }],
  [['catalog', 'start'], { kind: 'unknown', name: 'catalog' }],
  [['--version'], { kind: 'version' }],
  [['-V'], { kind: 'version' }],
  [['commit', 'x', '-m', 'y'], { kind: 'run', id: 'commit', argv: ['x', '-m', 'y'] }],
  [['commit', '-h'], { kind: 'help', id: 'commit' }],
  [['commit', '--', '--help'], { kind: 'run', id: 'commit', argv: ['--', '--help'] }],
  [['catalog', 'stop', '--json'], { kind: 'run', id: 'catalog:stop', argv: ['--json'] }],
  [['which', 'f'], { kind: 'run', id: 'whence', argv: ['f'] }],
  [['add', '.'], { kind: 'run', id: 'add', argv: ['.'] }],
  [
    ['--json', '--lake', '/x', '-q', 'commit', 'y'],
    { kind: 'run', id: 'commit', argv: ['--json', '--lake', '/x', '-q', 'y'] },
  ],
  [['--lake=/x', 'commit'], { kind: 'run', id: 'commit', argv: ['--lake=/x'] }],
  [['--lake'], { kind: 'unknown', name: '--lake' }],
  [['constructor'], { kind: 'unknown', name: 'constructor' }],
  [['__complete', 'co'], { kind: 'complete', words: ['co'] }],
])('%j', (argv, request) => {
  expect(route(argv, manifest)).toEqual(request);
});

test('a mistyped name may have meant what people are told of', () => {
  expect(nearNames('comit', manifest)).toEqual(['commit']);
  expect(nearNames('whch', manifest)).toEqual(['which']);
  expect(nearNames('ad', manifest)).toEqual([]);
  expect(nearNames('catalog', manifest)).toEqual(['catalog stop']);
});
