import { jsonMap, keyValues } from './key-values.ts';

/** What the flags of `commit` say of how a version was made; nothing where they say nothing. Throws `usage-invalid`. */
export function commitParameters(flags: {
  readonly param?: readonly string[] | undefined;
  readonly 'param-json'?: string | undefined;
}) {
  const parameters = {
    ...keyValues('param', flags.param ?? []),
    ...jsonMap('param-json', flags['param-json']),
  };
  return Object.keys(parameters).length === 0 ? {} : { parameters };
}
