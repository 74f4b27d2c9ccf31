import type { GeneratedAlways } from 'kysely';
import type { Layer } from '../../records/layers.ts';

/** Rows of `dlake.commits`. Ids are digests of 32 bytes; big integers come as numbers, times as text. */
export interface CommitsTable {
  id: Uint8Array;
  record: Uint8Array;
  sort_ms: number;
  layer: Layer;
  dataset: string;
  source: GeneratedAlways<string>;
  external_id: GeneratedAlways<string>;
  version: string;
  date: string;
  action: string;
  name: string;
  author: string;
  committed_at: string;
  message: string;
  keywords: string[];
  metadata: unknown;
  files: number;
  bytes: number;
  manifest: Uint8Array;
  words: GeneratedAlways<string>;
}

/** Rows of `dlake.log`. */
export interface LogTable {
  layer: Layer;
  subject: string;
  seq: number;
  id: Uint8Array;
  record: Uint8Array;
  kind: string;
  from_id: Uint8Array | null;
  to_id: Uint8Array | null;
  at: string;
  actor: string;
  reason: string | null;
  added_by: GeneratedAlways<string>;
}

/** Rows of `dlake.refs`. */
export interface RefsTable {
  layer: Layer;
  dataset: string;
  /** The newest entry of its log. */
  seq: number;
  /** The entry that last moved or ended it. */
  moved_seq: number;
  head: Uint8Array | null;
  ended: boolean;
  at: string;
}

/** The tables that this folder's statements name through the query builder. */
export interface Tables {
  'dlake.settings': { key: string; value: string };
  'dlake.datasets': {
    dataset: string;
    source: GeneratedAlways<string>;
    external_id: GeneratedAlways<string>;
  };
  'dlake.commits': CommitsTable;
  'dlake.commit_parents': { commit_id: Uint8Array; position: number; parent_id: Uint8Array };
  'dlake.commit_inputs': { commit_id: Uint8Array; position: number; input_id: Uint8Array };
  'dlake.log': LogTable;
  /** `changed`: the transaction that last added an entry. */
  'dlake.logs': { layer: Layer; subject: string; seq: number; changed: string };
  'dlake.refs': RefsTable;
  'dlake.tags': {
    name: string;
    seq: number;
    ended: boolean;
    at: string;
    actor: string;
    reason: string | null;
  };
  'dlake.manifest_pages': { id: Uint8Array; level: number; page: Uint8Array };
  'dlake.page_links': { parent: Uint8Array; child: Uint8Array };
}
