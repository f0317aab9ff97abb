// What infra/sentinel and infra/monitoring deploy: the rules in the arrays of their main.bicep, and each file that a
// loadTextContent names. Read by shape, one property a line, as those two files are written.
import fs from 'node:fs';
import path from 'node:path';

function rulesOf(text, variable) {
  const array = text.match(new RegExp(`^var ${variable} = \\[\\n([\\s\\S]*?)\\n\\]`, 'm'))?.[1] ?? '';
  return [...array.matchAll(/^ {2}\{([\s\S]*?)\}$/gm)].map(([, body]) => {
    const value = name => body.match(new RegExp(`\\b${name}: '([^']*)'`))?.[1];
    const list = name => [...(body.match(new RegExp(`\\b${name}: \\[([^\\]]*)\\]`))?.[1] ?? '').matchAll(/'([^']*)'/g)].map(match => match[1]);
    return {
      name: value('name'), file: body.match(/loadTextContent\('([^']*)'\)/)?.[1],
      every: value('every'), over: value('over'), entities: list('entities'), tactics: list('tactics'),
    };
  });
}

/** The rules that a main.bicep declares under these variables, each with the path of its query. */
export function rules(infra, folder, ...variables) {
  const file = path.join(infra, folder, 'main.bicep');
  const text = fs.readFileSync(file, 'utf8');
  return variables.flatMap(variable => rulesOf(text, variable)
    .map(rule => ({ ...rule, of: variable, file: path.join(infra, folder, rule.file ?? '') })));
}

/** The columns that rows are mapped to entities, details and descriptions by. */
export function mapped(infra) {
  const text = fs.readFileSync(path.join(infra, 'sentinel/main.bicep'), 'utf8');
  const mappings = text.match(/^var mappings = \{\n([\s\S]*?)\n\}/m)?.[1] ?? '';
  const entities = Object.fromEntries([...mappings.matchAll(/^ {2}(\w+): \{([\s\S]*?)^ {2}\}/gm)]
    .map(([, name, body]) => [name, body.match(/columnName: '(\w+)'/)?.[1]]));
  const details = text.match(/customDetails: \{\n([\s\S]*?)\n {4}\}/)?.[1] ?? '';
  return {
    entities,
    always: [...details.matchAll(/: '(\w+)'/g), ...text.matchAll(/'\{\{(\w+)\}\}'/g)].map(match => match[1]),
  };
}

/** Each file that a Bicep file of the two folders loads as text. */
export function loaded(infra) {
  return ['sentinel', 'monitoring'].flatMap(folder => fs.readdirSync(path.join(infra, folder))
    .filter(name => name.endsWith('.bicep'))
    .flatMap(name => {
      const file = path.join(infra, folder, name);
      const lines = fs.readFileSync(file, 'utf8').split('\n');
      return lines.flatMap((text, i) => [...text.matchAll(/loadTextContent\('([^']*)'\)/g)]
        .map(match => ({ file, line: i + 1, loads: path.join(infra, folder, match[1]) })));
    }));
}

/** Every query file of the two folders. */
export function queryFiles(infra) {
  return ['sentinel', 'monitoring'].flatMap(folder => fs.readdirSync(path.join(infra, folder), { recursive: true })
    .filter(name => name.endsWith('.kql'))
    .map(name => path.join(infra, folder, name)))
    .sort();
}

/** The function that the workspace is given. */
export function parser(infra) {
  const text = fs.readFileSync(path.join(infra, 'sentinel/parser.bicep'), 'utf8');
  const value = name => text.match(new RegExp(`${name}: '([^']*)'`))?.[1] ?? '';
  const file = path.join(infra, 'sentinel', text.match(/loadTextContent\('([^']*)'\)/)?.[1] ?? '');
  return { name: value('functionAlias'), parameters: value('functionParameters'), file };
}

/** Minutes of an ISO 8601 duration. */
export function minutes(duration) {
  const [, days, hours, mins] = duration.match(/^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/) ?? [];
  return (Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(mins ?? 0);
}
