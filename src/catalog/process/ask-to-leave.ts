import { lockFile } from '../pglite/catalog-places.ts';
import { lockHolder } from '../pglite/lock-holder.ts';
import { converse } from './client-session.ts';
import { connectSocket } from './connect-socket.ts';
import { watchOwner } from './watch-owner.ts';

/**
 * Asks the process that owns a catalog folder to finish what it does and leave, and waits until it hangs up;
 * one that hangs for `hung` milliseconds is ended. False when no process serves the folder.
 */
export async function askToLeave(folder: string, hung: number): Promise<boolean> {
  const { socket: path } = lockHolder(lockFile(folder)) ?? {};
  if (typeof path !== 'string') return false;
  const socket = await connectSocket(path);
  if (socket === undefined) return false;
  const conversation = converse(socket);
  conversation.tell({ kind: 'leave' });
  await watchOwner(conversation, folder, hung)(conversation.over);
  return true;
}
