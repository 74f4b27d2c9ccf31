import type { Socket } from 'node:net';
import { DlakeError } from '../../errors.ts';
import type { Session } from '../engine/session.ts';
import { SqlError } from '../engine/sql-error.ts';
import { ConnectionLost } from './connection-lost.ts';
import { encodeFrame, type Frame, frameReader } from './frame.ts';
import type { Reply, Request } from './message.ts';

/** A client's end of a connection to the owner. */
export interface Conversation {
  /** Says something and waits for the answer. Throws `ConnectionLost`. */
  ask(head: Request, rows?: Frame<Request>['rows']): Promise<Frame<Reply>>;
  /** Says something that has no answer. */
  tell(head: Request): void;
  /** When something was last heard, on the clock of `performance.now()`. */
  readonly heard: number;
  /** Resolves when the connection is over. */
  readonly over: Promise<void>;
  end(): void;
}

/** Talks over a connected socket, one question at a time in order. */
export function converse(socket: Socket): Conversation {
  const read = frameReader<Reply>();
  const asked: { resolve(frame: Frame<Reply>): void; reject(error: Error): void }[] = [];
  let heard = performance.now();
  let lost: ConnectionLost | undefined;
  socket.on('data', (chunk: Buffer) => {
    heard = performance.now();
    try {
      for (const frame of read(chunk)) if (frame.head.kind !== 'pong') asked.shift()?.resolve(frame);
    } catch (cause) {
      socket.destroy(new Error('the catalog process says what makes no sense', { cause }));
    }
  });
  let cause: unknown;
  socket.on('error', (error) => {
    cause = error;
  });
  const over = new Promise<void>((resolve) => {
    socket.on('close', () => {
      lost = new ConnectionLost({ cause });
      for (const { reject } of asked.splice(0)) reject(lost);
      resolve();
    });
  });
  return {
    ask: (head, rows = []) =>
      new Promise((resolve, reject) => {
        if (lost !== undefined) return reject(lost);
        asked.push({ resolve, reject });
        socket.write(encodeFrame({ head, rows }));
      }),
    tell: (head) => void (lost === undefined && socket.write(encodeFrame({ head, rows: [] }))),
    get heard() {
      return heard;
    },
    over,
    end: () => socket.destroy(),
  };
}

/** A session with the owner. Throws `ConnectionLost` when it goes away. */
export const clientSession = (
  conversation: Conversation,
  waiting: <T>(answer: Promise<T>) => Promise<T>,
): Session => ({
  query: async (text, parameters) => {
    const { head, rows } = await waiting(conversation.ask({ kind: 'query', text }, [parameters]));
    refuse(head);
    if (head.kind !== 'result') throw new Error(`unexpected ${head.kind}`);
    return { columns: head.columns, rows, affected: head.affected };
  },
  control: async (what) => {
    try {
      const { head } = await waiting(conversation.ask({ kind: what }));
      refuse(head);
      if (head.kind !== 'done') throw new Error(`unexpected ${head.kind}`);
      return head.committed;
    } catch (error) {
      // A lost connection is a rollback.
      if (what === 'rollback' && error instanceof ConnectionLost) return true;
      throw error;
    }
  },
  close: async () => conversation.end(),
});

function refuse(head: Reply): void {
  if (head.kind === 'error') throw new SqlError(head.error);
  if (head.kind === 'failed') throw new DlakeError(head.code, head.data as never);
}
