import type { ApiContent, ApiDocument, ApiOperation } from './api-document.js';
import { STYLE } from './style.js';
import { writeSchema } from './write-schema.js';

/** The reference page of an API: one file of HTML that loads nothing and runs nothing. */
export function renderDocs(document: ApiDocument): string {
  const { title, version, description } = document.info;
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: operationsOf(document, name),
  }));
  const links = groups.map(({ name }) => `<a href="#${escape(name)}">${escape(name)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} API</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escape(title)} API <small>${escape(version)}</small></h1>
<p>${escape(description)}</p>
<p>As a document for tools: <a href="/api/openapi.json">openapi.json</a></p>
<nav>${links.join(' ')} <a href="#errors">errors</a></nav>
</header>
<main>
${groups.map(({ name, operations }) => renderGroup(name, operations)).join('\n')}
${renderErrors(document)}
</main>
</body>
</html>
`;
}

interface Placed {
  path: string;
  method: string;
  operation: ApiOperation;
}

function operationsOf({ paths }: ApiDocument, tag: string): Placed[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return all.filter(({ operation }) => operation.tags.includes(tag));
}

function renderGroup(name: string, operations: readonly Placed[]): string {
  return `<section id="${escape(name)}">
<h2>${escape(name)}</h2>
${operations.map(renderOperation).join('\n')}
</section>`;
}

function renderOperation({ path, method, operation }: Placed): string {
  const { operationId, summary, requestBody, responses } = operation;
  return `<details id="${escape(operationId)}">
<summary><b class="${escape(method)}">${escape(method.toUpperCase())}</b> <code>${escape(path)}</code> ${escape(summary)}</summary>
${renderParameters(operation)}
${requestBody === undefined ? '' : renderContent('Body', requestBody.content)}
${renderContent('Answer', responses['200']?.content ?? {})}
</details>`;
}

function renderParameters({ parameters }: ApiOperation): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name, in: place, required, schema }) => `<tr>
<td><code>${escape(name)}</code></td><td>${escape(place)}${required ? '' : ', optional'}</td>
<td><code>${escape(writeSchema(schema))}</code></td><td>${escape(schema.description ?? '')}</td>
</tr>`,
  );
  return `<h3>Parameters</h3>\n<table><tbody>${rows.join('\n')}</tbody></table>`;
}

function renderContent(title: string, content: ApiContent): string {
  return Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<h3>${title} <small>${escape(type)}</small></h3>\n<pre>${escape(writeSchema(schema))}</pre>`,
    )
    .join('\n');
}

function renderErrors({ components }: ApiDocument): string {
  const { Error: error } = components.schemas;
  const rows = Object.values(components.responses).map(
    ({ description }) => `<li>${escape(description)}</li>`,
  );
  return `<section id="errors">
<h2>errors</h2>
<p>Every error has the same body:</p>
<pre>${error === undefined ? '' : escape(writeSchema(error))}</pre>
<ul>${rows.join('\n')}</ul>
</section>`;
}

function escape(text: string): string {
  const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (mark) => marks[mark] ?? mark);
}
