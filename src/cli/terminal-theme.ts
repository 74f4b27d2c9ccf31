import { takesColor } from './paint.ts';

/** Which colours a full screen has: none where there are to be none, else those for the terminal's background. */
export function terminalTheme(
  env: NodeJS.ProcessEnv,
  stream: { readonly isTTY?: boolean },
  flags: { readonly theme?: 'dark' | 'light' | undefined; readonly 'no-color'?: boolean },
): 'dark' | 'light' | 'plain' {
  if (flags['no-color'] === true || !takesColor(env, stream)) return 'plain';
  if (flags.theme !== undefined) return flags.theme;
  // Set by many terminals as FOREGROUND;BACKGROUND, numbers of the palette: 7 and 15 are white.
  const background = env.COLORFGBG?.split(';').at(-1);
  return background === '7' || background === '15' ? 'light' : 'dark';
}
