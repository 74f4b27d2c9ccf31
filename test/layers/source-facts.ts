import { type ESTree, parseSync, Visitor, type VisitorObject } from 'rolldown/utils';

/** One import, whatever its form: static, dynamic, a re-export, of a type, or the file of a thread. */
export interface ImportFact {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly names: readonly string[];
}

/** What the rules need to know of a source file. */
export interface SourceFacts {
  readonly imports: readonly ImportFact[];
  /** Uses of what belongs to the edges, as `process.env` and `console.log`. */
  readonly edgeUses: readonly string[];
  /** Reads of the clock: `Date.now()`, `new Date()`, `performance.now()`. */
  readonly clockUses: readonly string[];
  /** Texts that are SQL statements. */
  readonly sql: readonly string[];
  /** Variables of the module that can be set again. */
  readonly state: readonly string[];
  /** Statements of the module that do something when it is loaded. */
  readonly work: readonly string[];
  /** True when the file has re-exports and nothing else. */
  readonly barrel: boolean;
}

const EDGE_MEMBERS = new Set([
  'env',
  'cwd',
  'exit',
  'exitCode',
  'argv',
  'stdout',
  'stderr',
  'stdin',
  'chdir',
]);
const SQL =
  /^\s*(?:select\s[\s\S]+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|(?:create|alter|drop)\s+(?:table|index|type|function|trigger)\s)/i;

/** Reads a TypeScript file. Throws when it can't be parsed. */
export function sourceFacts(path: string, source: string): SourceFacts {
  const { program, module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const imports: ImportFact[] = [];
  const edgeUses: string[] = [];
  const clockUses: string[] = [];
  const sql: string[] = [];
  const note = (specifier: string, typeOnly: boolean, names: readonly string[]) =>
    imports.push({ specifier, typeOnly, names });
  const noteText = (text: string) => {
    if (SQL.test(text)) sql.push(text.trim().slice(0, 40));
  };
  for (const { moduleRequest, entries } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    note(
      moduleRequest.value,
      typeOnly,
      entries.map((entry) => entry.importName.name ?? '*'),
    );
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType, importName } of entries) {
      if (moduleRequest) note(moduleRequest.value, isType, [importName.name ?? '*']);
    }
  }
  const visitor: VisitorObject = {
    ImportExpression: ({ source: from }) => note(literalText(from), false, ['*']),
    TSImportType: ({ source: from }) => note(from.value, true, ['*']),
    NewExpression: ({ callee, arguments: [first] }) => {
      if (callee.type !== 'Identifier') return;
      if (callee.name === 'Date' && first === undefined) clockUses.push('new Date()');
      if (
        callee.name === 'URL' &&
        first?.type === 'Literal' &&
        /^\.{1,2}\/.*\.ts$/.test(String(first.value))
      ) {
        note(String(first.value), false, []);
      }
    },
    MemberExpression: ({ object, property }) => {
      if (object.type !== 'Identifier') return;
      const member = memberName(property);
      if (object.name === 'process' && EDGE_MEMBERS.has(member)) edgeUses.push(`process.${member}`);
      if (object.name === 'console') edgeUses.push(`console.${member}`);
      if (member === 'now' && (object.name === 'Date' || object.name === 'performance'))
        clockUses.push(`${object.name}.now()`);
    },
    VariableDeclarator: ({ init, id }) => {
      // `const { env } = process` is the same in other words.
      if (init?.type === 'Identifier' && init.name === 'process' && id.type === 'ObjectPattern')
        edgeUses.push('process');
    },
    CallExpression: ({ callee }) => {
      if (callee.type === 'Identifier' && callee.name === 'homedir') edgeUses.push('homedir()');
    },
    TemplateElement: ({ value }) => noteText(value.raw),
    Literal: ({ value }) => {
      if (typeof value === 'string') noteText(value);
    },
  };
  new Visitor(visitor).visit(program);
  return { imports, edgeUses, clockUses, sql, ...shapeOf(program.body, source) };
}

function shapeOf(
  body: ESTree.Program['body'],
  source: string,
): Pick<SourceFacts, 'state' | 'work' | 'barrel'> {
  const text = ({ start, end }: ESTree.Span) =>
    source.slice(start, Math.min(end, start + 40)).split('\n')[0] ?? '';
  const declarations = body.map((node) =>
    node.type === 'ExportNamedDeclaration' && node.declaration ? node.declaration : node,
  );
  const state = declarations.filter((node) => node.type === 'VariableDeclaration' && node.kind !== 'const');
  const work = body.filter(
    (node) => node.type === 'ExpressionStatement' || /^(?:If|For|While|Try|Switch)/.test(node.type),
  );
  const isReExport = (node: (typeof body)[number]) =>
    node.type === 'ExportAllDeclaration' || (node.type === 'ExportNamedDeclaration' && node.source !== null);
  return { state: state.map(text), work: work.map(text), barrel: body.length > 0 && body.every(isReExport) };
}

/** The text of a literal, or what is known of a template: its beginning, as `../commands/`. */
function literalText(node: ESTree.Expression): string {
  if (node.type === 'Literal') return String(node.value);
  return node.type === 'TemplateLiteral' ? (node.quasis[0]?.value.raw ?? '') : '';
}

function memberName(property: ESTree.Node): string {
  if (property.type === 'Identifier') return property.name;
  return property.type === 'Literal' ? String(property.value) : '';
}
