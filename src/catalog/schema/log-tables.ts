import { digestColumn, LAYER } from './columns.ts';

/** The logs, and what their newest entries say. */
export const LOG_TABLES: readonly string[] = [
  `CREATE TABLE dlake.log (
     layer ${LAYER},
     subject text COLLATE "C" NOT NULL,
     seq bigint NOT NULL CHECK (seq > 0),
     id ${digestColumn('id')},
     record bytea NOT NULL,
     kind text NOT NULL,
     from_id bytea CHECK (octet_length(from_id) = 32),
     to_id bytea CHECK (octet_length(to_id) = 32),
     at timestamptz NOT NULL,
     actor text NOT NULL,
     reason text,
     added_by text NOT NULL DEFAULT session_user,
     PRIMARY KEY (layer, subject, seq),
     CONSTRAINT id_is_hash CHECK (id = sha256(record))
   )`,
  `CREATE INDEX log_by_id ON dlake.log (id)`,

  // One row for each log: what is locked while its next entry is made, and which transaction last added to it.
  // A row and not an advisory lock, which anybody who may connect could take and keep.
  `CREATE TABLE dlake.logs (
     layer ${LAYER},
     subject text COLLATE "C" NOT NULL,
     seq bigint NOT NULL CHECK (seq >= 0),
     changed xid8 NOT NULL,
     PRIMARY KEY (layer, subject)
   )`,
  `CREATE INDEX logs_by_change ON dlake.logs (changed)`,

  // The newest entry of each ref, the one that last moved or ended it, and the commit that it names; none since
  // an end.
  `CREATE TABLE dlake.refs (
     layer ${LAYER},
     dataset text NOT NULL,
     seq bigint NOT NULL CHECK (seq > 0),
     moved_seq bigint NOT NULL CHECK (moved_seq > 0),
     head bytea CHECK (octet_length(head) = 32),
     ended boolean NOT NULL,
     at timestamptz NOT NULL,
     PRIMARY KEY (layer, dataset),
     CHECK (ended = (head IS NULL))
   )`,
  `CREATE INDEX refs_by_dataset ON dlake.refs (dataset)`,
  `CREATE INDEX refs_by_head ON dlake.refs (head)`,
  `CREATE INDEX refs_like ON dlake.refs USING gin (dataset gin_trgm_ops)`,

  // The newest entry of each tag; what it names is in that entry's record.
  `CREATE TABLE dlake.tags (
     name text PRIMARY KEY,
     seq bigint NOT NULL CHECK (seq > 0),
     ended boolean NOT NULL,
     at timestamptz NOT NULL,
     actor text NOT NULL,
     reason text
   )`,

  // Who was refused what, until it is written to the log.
  `CREATE TABLE dlake.outbox (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     layer ${LAYER},
     subject text NOT NULL,
     wanted text NOT NULL,
     actor text NOT NULL DEFAULT 'pg:' || session_user,
     at timestamptz NOT NULL DEFAULT now()
   )`,
];
