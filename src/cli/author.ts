import { DlakeError } from '../errors.ts';
import { authorProblem } from '../records/author.ts';
import type { Settings } from './settings-keys.ts';

/** Where an author may come from. */
export interface AuthorSources {
  /** What the command line says. */
  readonly given: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly settings: Settings;
  readonly cwd: string;
}

/**
 * Who commits: what the command line says, DLAKE_AUTHOR, the settings, what git knows; in this order. Throws
 * `author-unknown` and `author-invalid`.
 */
export async function authorOf({ given, env, settings, cwd }: AuthorSources): Promise<string> {
  const fromEnv = env.DLAKE_AUTHOR === '' ? undefined : env.DLAKE_AUTHOR;
  const author = given ?? fromEnv ?? settings.author ?? (await fromGit(cwd));
  if (author === undefined) throw new DlakeError('author-unknown', {});
  if (authorProblem(author) !== undefined) throw new DlakeError('author-invalid', { author });
  return author;
}

async function fromGit(cwd: string): Promise<string | undefined> {
  const { gitAuthor } = await import('./git-author.ts');
  return await gitAuthor(cwd);
}
