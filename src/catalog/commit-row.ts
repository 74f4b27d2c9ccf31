import { hexOf } from '../records/ids.ts';
import type { CommitToApply } from './batch.ts';

/** What the catalog can be asked about a commit, as a row for `json_to_recordset`. */
export function commitRow(
  { id, bytes, commit }: CommitToApply,
  sortKey: number,
): Readonly<Record<string, unknown>> {
  return {
    id: hexOf(id),
    record: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
    sort_ms: sortKey,
    layer: commit.layer,
    dataset: commit.dataset,
    version: commit.metadata.version,
    date: commit.metadata.date,
    action: commit.action,
    name: commit.name,
    author: commit.author,
    committed_at: commit.committedAt,
    message: commit.message,
    keywords: commit.keywords ?? [],
    metadata: commit.metadata,
    files: commit.files,
    bytes: commit.bytes,
    manifest: hexOf(commit.manifest),
  };
}
