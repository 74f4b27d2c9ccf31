import { isBlobId, type ObjectId } from '../../records/ids.ts';
import type { Session } from '../../store/contract.ts';
import type { RecordReader } from './record-reader.ts';

/** A session with the buckets whose records are remembered: the catalog will want them when the ref moves. */
export function centralSession(session: Session, records: RecordReader): Session {
  return {
    hold: () => session.hold(),
    put: (id: ObjectId, bytes) => {
      session.put(id, bytes);
      if (!isBlobId(id)) records.keep(id, bytes);
    },
    room: () => session.room(),
    putStream: (id, bytes, options) => session.putStream(id, bytes, options),
    adopt: (from, ids, options) => session.adopt(from, ids, options),
    takeFrom: (id, from, options) => session.takeFrom(id, from, options),
    ingest: (root, files, options) => session.ingest(root, files, options),
    flush: () => session.flush(),
    close: () => session.close(),
  };
}
