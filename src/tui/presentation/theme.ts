import type { Back, Tone } from './line.ts';

/** How tones and rows look: SGR parameters to begin with; every piece ends with a reset. */
export interface Theme {
  readonly name: 'dark' | 'light' | 'plain';
  readonly tones: Readonly<Record<Tone, string>>;
  readonly backs: Readonly<Record<Back, string>>;
}

/** For dark backgrounds, in the terminal's own palette. */
const DARK: Theme = {
  name: 'dark',
  tones: {
    plain: '',
    dim: '90',
    strong: '1',
    accent: '96',
    good: '92',
    warn: '93',
    bad: '91',
    match: '1;4',
    raw: '93',
    processed: '96',
    curated: '92',
    archive: '95',
  },
  backs: { cursor: '7', marked: '1', bar: '2' },
};

/** For light backgrounds: nothing bright, which is not to be seen there. */
const LIGHT: Theme = {
  name: 'light',
  tones: {
    plain: '',
    dim: '90',
    strong: '1',
    accent: '34',
    good: '32',
    warn: '33',
    bad: '31',
    match: '1;4',
    raw: '33',
    processed: '34',
    curated: '32',
    archive: '35',
  },
  backs: { cursor: '7', marked: '1', bar: '2' },
};

/** Without colours, as no-color.org has it: bold, underlined and inverse are none. */
const PLAIN: Theme = {
  name: 'plain',
  tones: {
    plain: '',
    dim: '',
    strong: '1',
    accent: '',
    good: '',
    warn: '',
    bad: '1',
    match: '4',
    raw: '',
    processed: '',
    curated: '',
    archive: '',
  },
  backs: { cursor: '7', marked: '1', bar: '' },
};

/** The themes by name. */
export const THEMES: Readonly<Record<Theme['name'], Theme>> = { dark: DARK, light: LIGHT, plain: PLAIN };
