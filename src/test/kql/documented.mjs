// What stands at the head of each query, and the tables of docs/siem-rules.md that are made of it.
import fs from 'node:fs';
import path from 'node:path';

const SEVERITIES = ['High', 'Medium', 'Low', 'Informational'];

/** Title, finds, severity, todo of a query file; hunting queries have the first two. */
export function headOf(file, text) {
  const lines = text.split('\n');
  const said = (line, word) => lines[line]?.match(new RegExp(`^// ${word}(\\S.*)$`))?.[1];
  const head = { title: said(0, ''), finds: said(1, 'Finds: '), severity: said(2, 'Severity: '), todo: said(3, 'Do: ') };
  const hunting = path.basename(path.dirname(file)) === 'hunting';
  const faults = [];
  if (!head.title || !head.finds) {
    faults.push('its first two lines are not its title and what it finds');
  }
  if (!hunting && (!SEVERITIES.includes(head.severity) || !head.todo)) {
    faults.push('its third and fourth lines are not a severity and what to do');
  }
  return { ...head, faults };
}

const cell = text => (text ?? '').replaceAll('|', '\\|');

function table(header, rows) {
  return [`| ${header.join(' | ')} |`, `|${header.map(() => '---|').join('')}`, ...rows.map(row => `| ${row.map(cell).join(' | ')} |`)].join('\n');
}

/** The tables by the names of their places. */
export function documented(infra, { analytic, monitoring, kql }) {
  const head = file => headOf(file, fs.readFileSync(file, 'utf8'));
  const name = file => `\`${path.relative(path.join(infra), file)}\``;
  const alerted = new Set(monitoring.map(rule => rule.file));
  const row = (rule, more) => {
    const { title, finds, severity, todo } = head(rule.file);
    return [name(rule.file), `${title}: ${finds}`, severity, ...more, todo];
  };
  const own = monitoring.filter(rule => !analytic.some(one => one.file === rule.file));
  const hunts = kql.filter(file => path.basename(path.dirname(file)) === 'hunting');
  return {
    rules: table(['file', 'finds', 'severity', 'every', 'Azure Monitor too', 'what to do'],
      analytic.map(rule => row(rule, [rule.every, alerted.has(rule.file) ? 'yes' : '']))),
    operations: table(['file', 'finds', 'severity', 'every', 'what to do'], own.map(rule => row(rule, [rule.every]))),
    hunting: table(['file', 'asks', 'finds'], hunts.map(file => [name(file), head(file).title, head(file).finds])),
  };
}

/** The page with these tables in their places. */
export function written(page, tables) {
  return Object.entries(tables).reduce((text, [name, made]) => text.replace(
    new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(\n<!-- /${name} -->)`),
    (_, before, after) => before + made + after), page);
}
