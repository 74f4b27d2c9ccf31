import { PassThrough } from 'node:stream';
import type { TuiEvent } from '../model/tui-event.ts';
import { MOUSE_REPORT, mouseEvents } from './mouse-event.ts';

/** What a terminal sends without the reports of its mouse, which Ink would pass over: they go to `take`. */
export function withoutMouse(stdin: NodeJS.ReadStream, take: (event: TuiEvent) => void): NodeJS.ReadStream {
  const rest = new PassThrough();
  const onData = (chunk: Buffer | string) => {
    const sent = String(chunk);
    for (const event of mouseEvents(sent)) take(event);
    const keys = sent.replace(MOUSE_REPORT, '');
    if (keys !== '') rest.write(keys);
  };
  const terminal = Object.assign(rest, {
    isTTY: true as const,
    setRawMode: (raw: boolean) => {
      stdin.setRawMode(raw);
      return terminal;
    },
    ref: () => {
      stdin.on('data', onData).ref();
      return terminal;
    },
    unref: () => {
      // A stream that flows keeps the program: this was its last reader.
      stdin.off('data', onData).pause().unref();
      return terminal;
    },
  }) as unknown as NodeJS.ReadStream;
  return terminal;
}
