import { DlakeError } from '../errors.ts';
import type { ObjectId } from '../records/ids.ts';
import type { FileToRead, Session } from './contract.ts';

/** A session that takes nothing of what is withdrawn: it throws `withdrawn`, by name where it has one. */
export function withdrawnSession(session: Session, withdrawn: ReadonlySet<ObjectId>): Session {
  if (withdrawn.size === 0) return session;
  const refuse = (id: ObjectId, path?: string) => {
    if (withdrawn.has(id)) throw new DlakeError('withdrawn', { id, ...(path !== undefined && { path }) });
  };
  return {
    hold: () => session.hold(),
    put: (id, bytes) => {
      refuse(id);
      session.put(id, bytes);
    },
    room: () => session.room(),
    putStream: async (id, bytes, options) => {
      refuse(id);
      await session.putStream(id, bytes, options);
    },
    adopt: (from, ids, options) =>
      session.adopt(
        from,
        ids.filter((id) => !withdrawn.has(id)),
        { ...options, withdrawn },
      ),
    takeFrom: async (id, from, options) => {
      refuse(id);
      return session.takeFrom(id, from, options);
    },
    ingest: async function* (root, files, options) {
      if (options?.hashOnly === true) return yield* session.ingest(root, files, options);
      const paths = new Map<number, string>();
      const noting = function* (): Iterable<FileToRead> {
        for (const file of files) {
          paths.set(file.index, file.path);
          yield file;
        }
      };
      for await (const batch of session.ingest(root, noting(), options)) {
        for (const file of batch) if (file.result === 'hashed') refuse(file.id, paths.get(file.index));
        yield batch;
      }
    },
    flush: () => session.flush(),
    close: () => session.close(),
  };
}
