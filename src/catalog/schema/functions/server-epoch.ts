/**
 * What tells a database from all in which transaction numbers mean something else: another server, another
 * database of it, or what a server became by going back to a backup. Managed servers may not tell which they are, as
 * Aurora without logical replication: then each start makes another one of them.
 */
export const SERVER_EPOCH = `CREATE OR REPLACE FUNCTION dlake.server_epoch() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
   SET search_path = pg_catalog, pg_temp AS $$
   DECLARE
     server text;
   BEGIN
     BEGIN
       SELECT concat_ws('-', system.system_identifier, checkpoint.timeline_id) INTO server
         FROM pg_control_system() system, pg_control_checkpoint() checkpoint;
     EXCEPTION WHEN object_not_in_prerequisite_state OR feature_not_supported OR insufficient_privilege THEN
       server := concat('start-', extract(epoch FROM pg_postmaster_start_time()));
     END;
     RETURN concat_ws('-', server, (SELECT oid FROM pg_database WHERE datname = current_database()));
   END $$`;
