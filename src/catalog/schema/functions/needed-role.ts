/** The group of roles that may add to a log: the data of a layer, what is said of objects, what is said of the lake. */
export const NEEDED_ROLE = `CREATE FUNCTION dlake.needed_role(log_layer text, log_subject text) RETURNS text LANGUAGE sql IMMUTABLE
   RETURN CASE
     WHEN log_subject = 'lake' OR log_subject LIKE 'backups/%' THEN 'dlake_admin'
     WHEN log_subject LIKE 'objects/%' OR log_layer IN ('curated', 'archive') THEN 'dlake_curator'
     ELSE 'dlake_contributor'
   END`;
