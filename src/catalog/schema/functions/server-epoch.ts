/**
 * What tells a database from all in which transaction numbers mean something else: another server, another
 * database of it, or what a server became by going back to a backup.
 */
export const SERVER_EPOCH = `CREATE FUNCTION dlake.server_epoch() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
   SET search_path = pg_catalog, pg_temp
   RETURN (
     SELECT concat_ws('-', system.system_identifier, checkpoint.timeline_id, database.oid)
     FROM pg_control_system() system, pg_control_checkpoint() checkpoint, pg_database database
     WHERE database.datname = current_database()
   )`;
