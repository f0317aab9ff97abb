// Holds the queries of infra/sentinel and infra/monitoring against the code: node check.mjs NPM PROJECT INFRA… NPM is a
// folder with the packages of src/test/npm, PROJECT the checkout, INFRA a folder that is checked (a test gives broken
// copies). Prints one line for each fault, beginning with the folder's name, and exits 1 if there is any. With --write as
// the first argument it writes the tables of docs/siem-rules.md first.
import fs from 'node:fs';
import path from 'node:path';
import { analyser } from './kusto.mjs';
import { loaded, mapped, minutes, parser, queryFiles, rules } from './deployed.mjs';
import { documented, headOf, written } from './documented.mjs';
import { auditColumns, eventCodes, functionNames, members, metrics } from './sources.mjs';
import { queries, workbookFaults } from './workbook.mjs';

const args = process.argv.slice(2);
const write = args[0] === '--write' && args.shift();
const [npm, project, ...folders] = args;

/** Alerts that are good news; no rule is about them. */
const GOOD_NEWS = ['alert.breaker-closed'];

/** Sentinel's words, of MITRE ATT&CK. */
// What Azure Monitor takes for evaluationFrequency, and for windowSize and overrideQueryTimeRange.
const FREQUENCIES = ['PT1M', 'PT5M', 'PT10M', 'PT15M', 'PT30M', 'PT45M', 'PT1H', 'PT2H', 'PT3H', 'PT4H', 'PT5H', 'PT6H', 'P1D'];
const WINDOWS = [...FREQUENCIES, 'P2D'];

const TACTICS = ['Collection', 'CommandAndControl', 'CredentialAccess', 'DefenseEvasion', 'Discovery', 'Execution', 'Exfiltration',
  'Impact', 'InitialAccess', 'LateralMovement', 'Persistence', 'PrivilegeEscalation'];
const TWO_DAYS = 2 * 24 * 60;

const code = { codes: eventCodes(project), members: members(project), metrics: metrics(project), functions: functionNames(project) };
const tables = JSON.parse(fs.readFileSync(new URL('./tables.json', import.meta.url), 'utf8'));

const analysers = new Map();

/** The analyser of a workspace whose table has these columns and that has this function. */
function analyserWith(columns, fn) {
  const key = JSON.stringify([columns, fn]);
  if (!analysers.has(key)) {
    analysers.set(key, analyser(npm, { ...tables, EntraGuardAudit_CL: columns }, [fn]));
  }
  return analysers.get(key);
}

/** A query without its comments, line for line. */
const bare = text => text.replace(/^\s*\/\/.*$/gm, '');

/** Names in a query that only the code can say anything about. */
function* names(text) {
  const query = bare(text);
  const strings = [...query.matchAll(/"([^"]*)"/g)].map(match => match[1]);
  for (const string of strings.filter(one => /^[a-z-]+(\.[a-z-]+)+$/.test(one) && !one.startsWith('entraguard.'))) {
    if (!code.codes.has(string)) {
      yield `no event has the code ${string}`;
    }
  }
  for (const [, list] of query.matchAll(/EntraGuardAudit\(dynamic\(\[([^\]]*)\]/g)) {
    for (const [, string] of list.matchAll(/"([^"]*)"/g)) {
      if (!/^[a-z-]+(\.[a-z-]+)+$/.test(string)) {
        yield `no event has the code ${string}`;
      }
    }
  }
  const told = [...code.metrics.keys(), ...[...code.metrics.values()].flat()];
  yield* strings.filter(one => one.startsWith('entraguard.') && !told.includes(one)).map(one => `no metric or attribute is called ${one}`);
  for (const [, trail] of query.matchAll(/\b(?:Ocsf|Head|Evidence)((?:\.\w+|\[\d+\])+)/g)) {
    for (const [, member] of trail.matchAll(/\.(\w+)/g)) {
      if (!code.members.has(member) && !code.members.has(member.replace(/_id$/, ''))) {
        yield `no event has a member ${member}`;
      }
    }
  }
  for (const [, name] of query.matchAll(/Functions\.(\w+)/g)) {
    if (!code.functions.has(name)) {
      yield `no function is called ${name}`;
    }
  }
}

/** Whether a rule looks back by when events came in for as long as it is not run, and 15 seconds more. */
function* windows(rule, text) {
  const back = [...bare(text).matchAll(/(?:Ingested|ingestion_time\(\)) (?:> ago\(|between \(ago\(1d \+ )(\w+ \+ 15s)\)/g)]
    .map(match => match[1]);
  const wanted = `${{ 5: '5m', 60: '1h' }[minutes(rule.every)]} + 15s`;
  if (back.length === 0 || back.some(one => one !== wanted)) {
    yield `runs every ${rule.every} and looks back ${back.join(', ') || 'not at all'} instead of ${wanted}`;
  }
}

function* columnFaults(rule, given, wanted) {
  for (const column of wanted.filter(one => !given.includes(one))) {
    yield `gives no column ${column}, which the rule ${rule.name} needs`;
  }
}

const read = file => fs.readFileSync(file, 'utf8');
const at = (file, texts) => [...texts].map(text => ({ file, line: 0, text }));

/** The function alone: where only it is wrong, that is what is to be said. */
function functionFaults(fn, analyse) {
  const declared = `let f = (${fn.parameters.replace(/ = .*/, '')}) {\n${read(fn.file)}\n};\nf(dynamic([]))`;
  return [
    ...analyse(declared).faults.map(({ line, text }) => ({ file: fn.file, line: line - 1, text })),
    ...at(fn.file, names(read(fn.file))),
  ];
}

function queryFaults(file, analyse, used) {
  const text = read(file);
  return [
    ...analyse(text).faults.map(fault => ({ file, ...fault })),
    ...at(file, names(text)),
    ...at(file, headOf(file, text).faults),
    ...at(file, used.has(file) ? [] : ['is deployed by nothing']),
  ];
}

function* analyticFaults(rule, given, { entities, always }) {
  yield* windows(rule, read(rule.file));
  yield* columnFaults(rule, given, [...always, ...rule.entities.map(entity => entities[entity] ?? `of ${entity}`)]);
  yield* rule.tactics.filter(tactic => !TACTICS.includes(tactic)).map(tactic => `no tactic is called ${tactic}`);
  if (minutes(rule.over) >= TWO_DAYS && minutes(rule.every) < 60) {
    yield 'Sentinel looks back two days or more only once an hour';
  }
}

function* monitoringFaults(rule, given) {
  if (rule.of === 'news') {
    yield* windows(rule, read(rule.file));
  }
  yield* columnFaults(rule, given, ['Message']);
  if (!FREQUENCIES.includes(rule.every)) {
    yield `no alert rule of Azure Monitor runs every ${rule.every}`;
  }
  if (!WINDOWS.includes(rule.over) || minutes(rule.over) < minutes(rule.every)) {
    yield `an alert rule that runs every ${rule.every} cannot see ${rule.over}`;
  }
  if (minutes(rule.over) > TWO_DAYS) {
    yield 'an alert rule of Azure Monitor looks back two days at most';
  }
}

/** Every alert that is no good news is looked for by a rule. */
function unruled(analytic) {
  const ruled = analytic.map(rule => bare(read(rule.file))).join('\n');
  return [...code.codes].filter(one => one.startsWith('alert.') && !GOOD_NEWS.includes(one) && !ruled.includes(`"${one}"`))
    .map(one => `no rule is about ${one}`);
}

function* workbookQueryFaults(workbook, analyse) {
  yield* workbookFaults(workbook);
  for (const { name, text } of queries(workbook)) {
    yield* [...analyse(text).faults.map(fault => fault.text), ...names(text)].map(fault => `${name}: ${fault}`);
  }
}

function documentFaults(infra, deployed) {
  const docs = path.join(project, 'docs/siem-rules.md');
  const wanted = written(read(docs), documented(infra, deployed));
  if (write) {
    fs.writeFileSync(docs, wanted);
  }
  return read(docs) === wanted ? [] : ['docs/siem-rules.md says something else: node src/test/kql/check.mjs --write'];
}

function faults(infra) {
  const loads = loaded(infra);
  const missing = loads.filter(one => !fs.existsSync(one.loads));
  // Nothing more can be said of what is not there.
  if (missing.length > 0) {
    return missing.map(one => ({ file: one.file, line: one.line, text: `no file ${path.relative(infra, one.loads)}` }));
  }
  const fn = parser(infra);
  const analyse = analyserWith(auditColumns(infra), { name: fn.name, parameters: fn.parameters, body: read(fn.file) });
  const analytic = rules(infra, 'sentinel', 'rules');
  const monitoring = rules(infra, 'monitoring', 'news', 'states');
  const kql = queryFiles(infra).filter(file => file !== fn.file);
  const used = new Set(loads.map(one => one.loads));
  const given = rule => analyse(read(rule.file)).columns;
  const called = rule => path.basename(rule.file) === `${rule.name}.kql` ? [] : [`is loaded by a rule called ${rule.name}`];
  const sentinel = path.join(infra, 'sentinel/main.bicep');
  const workbook = path.join(infra, 'monitoring/workbook.json');
  return [
    ...functionFaults(fn, analyse),
    ...kql.flatMap(file => queryFaults(file, analyse, used)),
    ...[...analytic, ...monitoring].flatMap(rule => at(rule.file, called(rule))),
    ...analytic.flatMap(rule => at(rule.file, analyticFaults(rule, given(rule), mapped(infra)))),
    ...monitoring.flatMap(rule => at(rule.file, monitoringFaults(rule, given(rule)))),
    ...at(sentinel, unruled(analytic)),
    ...at(workbook, workbookQueryFaults(JSON.parse(read(workbook)), analyse)),
    ...at(sentinel, documentFaults(infra, { analytic, monitoring, kql })),
  ];
}

for (const folder of folders) {
  for (const { file, line, text } of faults(folder)) {
    console.log(`${path.relative(path.dirname(path.resolve(folder)), path.resolve(file))}${line > 0 ? `:${line}` : ''}: ${text}`);
    process.exitCode = 1;
  }
}
