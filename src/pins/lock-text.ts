import { cidText } from '../records/ids.ts';
import type { Lock, Pin } from '../records/lock.ts';
import { compareUtf8 } from '../records/utf8-order.ts';

const HEAD = [
  '# The dataset versions that this repository uses. `dlake pin` writes this file, `dlake get --locked` brings them.',
  'lock: 1',
];

/**
 * The text of a lock file: a block of lines for each pin, by ref. The first and the last line of a block are of this
 * ref alone and stay when the pin is moved; so git brings together whatever two branches did to different pins,
 * and where it is told to keep the lines of both (`merge=union`), blocks that were added at one place stay whole.
 */
export function lockText({ pins }: Lock): string {
  const blocks = [...pins].sort((a, b) => compareUtf8(a.ref, b.ref)).map(blockOf);
  const list = blocks.length === 0 ? ['pins: []'] : ['pins:', ...blocks.flat()];
  return `${[...HEAD, ...list].join('\n')}\n`;
}

function blockOf({ ref, version, commit, manifest, remote, store, path }: Pin): string[] {
  return [
    '',
    `- ref: ${scalar(ref)}`,
    `  version: ${scalar(version)}`,
    `  commit: ${cidText(commit)}`,
    `  manifest: ${cidText(manifest)}`,
    `  remote: ${scalar(remote)}`,
    ...(store === undefined ? [] : [`  store: ${scalar(store)}`]),
    `  path: ${scalar(path)}`,
  ];
}

/** What no reader of YAML, of an old or a new version, takes for something else than this text. */
const PLAIN = /^[A-Za-z][A-Za-z0-9._-]*(?:\/[A-Za-z0-9._-]+)*$/;
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

const scalar = (text: string): string =>
  PLAIN.test(text) && !WORDS.test(text) ? text : JSON.stringify(text).replace(/[\x7f-\x9f]/g, escaped);

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
