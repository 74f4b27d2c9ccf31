import { digestColumn, LAYER, objectColumn } from './columns.ts';

/** Which object is where, and how safe it is there: for stores that can't be listed cheaply. */
export const PLACEMENT_TABLES: readonly string[] = [
  // The stored objects of a layer: large blobs, and packs. `lost_at`: since when it is known not to be there.
  `CREATE TABLE dlake.placements (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     layer ${LAYER},
     kind text NOT NULL CHECK (kind IN ('blob', 'pack')),
     key ${digestColumn('key')},
     size bigint NOT NULL CHECK (size >= 0),
     version_id text,
     retain_until timestamptz,
     state text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'quarantined', 'deleting')),
     lost_at timestamptz,
     placed_at timestamptz NOT NULL DEFAULT now(),
     placed_by text NOT NULL DEFAULT session_user,
     lease_until timestamptz NOT NULL DEFAULT now(),
     verified_at timestamptz,
     verified_by text,
     UNIQUE (layer, kind, key)
   )`,
  `CREATE INDEX placements_not_live ON dlake.placements (state) WHERE state <> 'live'`,

  // What lies in packs. Whole ids first in the key: they spread evenly, so that it can be partitioned by hash.
  `CREATE TABLE dlake.pack_objects (
     file bigint NOT NULL,
     start integer NOT NULL CHECK (start >= 0),
     length integer NOT NULL CHECK (length >= 0),
     object ${objectColumn('object')},
     PRIMARY KEY (object, file)
   )`,
  `CREATE INDEX pack_objects_by_file ON dlake.pack_objects (file)`,
];
