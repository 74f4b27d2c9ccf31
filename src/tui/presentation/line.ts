/** What a piece of text is, for a theme to colour; meaning is never by colour alone. */
export type Tone =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'accent'
  | 'good'
  | 'warn'
  | 'bad'
  | 'match'
  | 'raw'
  | 'processed'
  | 'curated'
  | 'archive';

/** A piece of a line. Its text is safe: what came from data went through `safeText`. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  readonly back?: Back;
}

/** How a row stands out: `cursor` where keys go, `marked` the cursor of a part where they don't, `bar` a bar. */
export type Back = 'cursor' | 'marked' | 'bar';

/** One row of the screen or of a part of it: pieces from left to right. */
export interface Line {
  readonly spans: readonly Span[];
}

/** A line of one piece. */
export const line = (text: string, tone?: Tone): Line => ({
  spans: [tone === undefined ? { text } : { text, tone }],
});

/** A line of several pieces; what is undefined is left out. */
export const lineOf = (...spans: readonly (Span | undefined)[]): Line => ({
  spans: spans.filter((span) => span !== undefined),
});

/** A piece. */
export const span = (text: string, tone?: Tone): Span => (tone === undefined ? { text } : { text, tone });

/** The text of a line without its colours. */
export const textOf = ({ spans }: Line): string => spans.map(({ text }) => text).join('');

/** The line with each of its pieces standing out. */
export const withBack = ({ spans }: Line, back: Back | undefined): Line =>
  back === undefined ? { spans } : { spans: spans.map((piece) => ({ ...piece, back })) };
