import { digestColumn, LAYER } from './columns.ts';

/** What is kept, given away, approved, checked and backed up, and who may ask. */
export const STEWARDSHIP_TABLES: readonly string[] = [
  `CREATE TABLE dlake.holds (
     layer ${LAYER},
     dataset text NOT NULL,
     seq bigint NOT NULL,
     at timestamptz NOT NULL,
     actor text NOT NULL,
     reason text,
     released_seq bigint,
     PRIMARY KEY (layer, dataset, seq)
   )`,
  `CREATE TABLE dlake.withdrawals (
     object bytea PRIMARY KEY CHECK (octet_length(object) = 36),
     seq bigint NOT NULL,
     at timestamptz NOT NULL,
     actor text NOT NULL,
     reason text,
     done_at timestamptz
   )`,
  `CREATE TABLE dlake.approvals (
     object bytea NOT NULL CHECK (octet_length(object) = 36),
     seq bigint NOT NULL,
     at timestamptz NOT NULL,
     actor text NOT NULL,
     reason text,
     PRIMARY KEY (object, seq)
   )`,
  `CREATE TABLE dlake.verifications (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     layer ${LAYER},
     started_at timestamptz NOT NULL,
     finished_at timestamptz,
     checked bigint NOT NULL DEFAULT 0,
     bytes bigint NOT NULL DEFAULT 0,
     coverage double precision,
     report jsonb
   )`,
  `CREATE TABLE dlake.backups (
     id text PRIMARY KEY,
     seq bigint NOT NULL,
     state text NOT NULL,
     at timestamptz NOT NULL,
     actor text NOT NULL,
     data jsonb
   )`,
  // Only a token's hash is kept.
  `CREATE TABLE dlake.tokens (
     hash ${digestColumn('hash')} PRIMARY KEY,
     name text NOT NULL,
     subject text NOT NULL,
     scopes text[] NOT NULL,
     made_at timestamptz NOT NULL DEFAULT now(),
     expires_at timestamptz,
     revoked_at timestamptz,
     used_at timestamptz
   )`,
];
