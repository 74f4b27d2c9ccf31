import { progressLine } from '../../format/progress-line.ts';
import { safeText } from '../../format/safe-text.ts';
import type { Prompt, TuiState } from '../model/state.ts';
import type { PaneId } from '../pane-id.ts';
import { fitLine } from './fit-line.ts';
import { type Line, lineOf, span } from './line.ts';

/** The last line of the screen: what is being typed, was said, is under way, or can be done. */
export function footLine(state: TuiState): Line {
  return fitLine(content(state), state.size.columns);
}

function content({ prompt, notice, job, size, focus }: TuiState): Line {
  if (prompt !== undefined) return promptLine(prompt);
  if (notice !== undefined) return lineOf(span(' '), span(safeText(notice.text), notice.tone));
  if (job !== undefined) {
    const { progress, doing } = job;
    const text = progress && progressLine(progress.state, progress.elapsed, size.columns - 18);
    return lineOf(span(` ${text ?? `${doing}…`}`, 'accent'), span('   Ctrl-C stops it', 'dim'));
  }
  return lineOf(span(` ${fitting(hintsFor(focus), size.columns - 2).join('   ')}`, 'dim'));
}

/** What most people want to know first stands first: what has no room is left out. */
const hintsFor = (focus: PaneId): readonly string[] => [
  '? keys',
  'q quit',
  '/ find',
  ...(focus === 'detail' ? ['j k scroll'] : focus === 'diff' ? ['j k move'] : ['j k move', 'Enter open']),
  'Tab next part',
  'L lineage',
  'd compare',
  ': command',
];

function fitting(hints: readonly string[], width: number): readonly string[] {
  let used = 0;
  return hints.filter((hint) => {
    used += hint.length + 3;
    return used - 3 <= width;
  });
}

function promptLine(prompt: Prompt): Line {
  const typed = [span(prompt.text, 'strong'), span('█', 'accent')];
  switch (prompt.kind) {
    case 'filter':
      return lineOf(span(' /', 'accent'), ...typed, span('   Enter keeps the filter, Esc ends it', 'dim'));
    case 'command':
      return lineOf(span(' :', 'accent'), ...typed, span('   Tab completes', 'dim'));
    case 'question':
      return prompt.question.kind === 'yes'
        ? lineOf(
            span(` ${safeText(prompt.question.text)} `, 'warn'),
            span('y', 'strong'),
            span(' yes, any other key no', 'dim'),
          )
        : lineOf(span(` ${safeText(prompt.question.text)} `, 'warn'), ...typed);
  }
}
