import type { Operation } from '../graph/operation.js';
import { sizeOf } from './body-size.js';

const HEAD = `# Operations

The Graph operations that are open without GRAPH_ALLOW. \`npm run openapi\` writes this page from the catalogue
(\`src/graph/catalogue\`); the contract with schemas is \`openapi/openapi.json\`, and Swagger UI at \`/docs\` shows it.

- **Least scope** is what consent is asked for where none of the scopes was granted, unless only an administrator can
  consent to it and the user can to another one. Any one of the scopes suffices. _Graph decides_: it is not checked here.
- \`{path}\` may have slashes; a function is called with \`()\` at its end or without.
`;

/** Every operation of the catalogue as a page in Markdown, a table for each tag. */
export function operationsPage(operations: readonly Operation[]): string {
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return [
    HEAD,
    ...tags.map((tag) =>
      section(
        tag,
        operations.filter((operation) => operation.tag === tag),
      ),
    ),
  ].join('\n');
}

function section(tag: string, operations: readonly Operation[]): string {
  const note = operations.some(({ opensWith }) => opensWith !== undefined)
    ? 'Open only where NOTIFICATION_ORIGINS says where notifications may go to.\n\n'
    : '';
  const head =
    '| method | path | what | least scope | other scopes | personal accounts | body |\n| --- | --- | --- | --- | --- | --- | --- |\n';
  return `## ${tag}\n\n${note}${head}${operations.map(row).join('')}`;
}

function row({
  method,
  path,
  summary,
  scopes: [least, ...others],
  personal,
  body,
  function: called,
}: Operation): string {
  const cells = [
    method,
    code(`${path}${called === true ? '()' : ''}`),
    summary,
    least === undefined ? '_Graph decides_' : code(least),
    others.map(code).join(', '),
    personal ? 'yes' : 'no',
    limitOf(body),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function limitOf(body: Operation['body']): string {
  if (body === undefined) return '';
  return body.limit === 'unlimited' ? 'any size' : sizeOf(body.limit);
}

function code(text: string): string {
  return `\`${text}\``;
}
