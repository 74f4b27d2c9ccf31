/** What makes PGlite small: it serves one machine's commands, one statement at a time. */
export const TEMPLATE_SETTINGS: readonly string[] = [
  "shared_buffers = '4MB'",
  "wal_buffers = '256kB'",
  "max_wal_size = '16MB'",
  "min_wal_size = '2MB'",
  'max_connections = 5',
  'max_wal_senders = 0',
  'max_replication_slots = 0',
  'max_prepared_transactions = 0',
  'wal_level = minimal',
  'jit = off',
];
