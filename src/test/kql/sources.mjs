// What queries hold on to: the table's columns by its Bicep, and by the Java code the codes of events, the members of an
// event's JSON, metrics and functions. Read by their shape; what is written in another shape is not seen, and a query that
// names it is reported.
import fs from 'node:fs';
import path from 'node:path';

const MAIN = 'src/main/java/io/entraguard';
const CODE = /"([a-z]+(?:-[a-z]+)*(?:\.[a-z]+(?:-[a-z]+)*)+)"/g;

function* javaFiles(folder) {
  for (const name of fs.readdirSync(folder, { recursive: true }).sort()) {
    if (name.endsWith('.java')) {
      yield fs.readFileSync(path.join(folder, name), 'utf8');
    }
  }
}

const all = (text, pattern) => [...text.matchAll(pattern)].map(match => match[1]);

/** What stands between a method's name and the next method. */
function method(text, declaration) {
  const from = text.indexOf(declaration);
  return from < 0 ? '' : text.slice(from).split(/\n    }\n/)[0];
}

/** The columns of EntraGuardAudit_CL with their types, as the Bicep of workspace and collection rule has them; InfraIT holds it against what the guard sends. */
export function auditColumns(infra) {
  const text = fs.readFileSync(path.join(infra, 'modules/logs.bicep'), 'utf8');
  const declared = text.match(/^var auditColumns = \[\n([\s\S]*?)\n\]/m)?.[1] ?? '';
  return [...declared.matchAll(/\{ name: '(\w+)', type: '(\w+)' \}/g)].map(([, name, type]) => `${name}: ${type}`).join(', ');
}

function requestCodes(text) {
  const words = all(text, /^ {8}[A-Z]+\("([a-z]+)", "/gm);
  return words.flatMap(word => all(text, /"\.([a-z]+)"/g).map(verb => `${word}.${verb}`));
}

function waiverCodes(text) {
  const quoted = /-> "([a-z-]+)"/g;
  return all(method(text, 'String word('), quoted)
    .flatMap(word => all(method(text, 'String verb('), quoted).map(verb => `${word}.${verb}`));
}

/** The kinds of alerts: an alert's first argument, and what is handed to the methods that make one of it. */
function alertKinds(java) {
  const kinds = java.flatMap(text => [
    ...all(text, /new Alert\(\s*([^,]*?),/g).flatMap(first => all(first, /"([a-z-]+)"/g)),
    ...all(text, /\b(?:raise|alert)\(\s*"([a-z-]+)"/g),
    ...all(text, /raise\(which \+ "([a-z-]+)"/g).flatMap(rest => all(text, /\? "([a-z]+)" : "[a-z]+"\) \+ "-cluster-"/g)
      .concat(all(text, /\? "[a-z]+" : "([a-z]+)"\) \+ "-cluster-"/g))
      .map(which => `${which}-cluster-${rest}`)),
  ]);
  const ruled = java.flatMap(text => all(text, /request\.name\(\)\.toLowerCase\([\w.]+\) \+ "(-[a-z]+)"/g));
  const requests = all(java.map(text => text.match(/enum Request \{([\s\S]*?)\n {4}\}/)?.[1] ?? '').join(''), /^ {8}([A-Z]+)[,;]?$/gm);
  return [...kinds, ...ruled.flatMap(verb => requests.map(request => request.toLowerCase() + verb))];
}

/** Every event code that the guard can give. */
export function eventCodes(project) {
  const java = [...javaFiles(path.join(project, MAIN))];
  const ocsf = path.join(project, MAIN, 'reconcile/ocsf');
  const fixed = [...javaFiles(ocsf), fs.readFileSync(path.join(project, MAIN, 'reconcile/ledger/LedgerWords.java'), 'utf8')]
    .flatMap(text => all(text, CODE));
  const read = name => fs.readFileSync(path.join(ocsf, name), 'utf8');
  return new Set([
    ...fixed,
    ...requestCodes(read('OcsfRequests.java')),
    ...waiverCodes(read('OcsfWaivers.java')),
    ...alertKinds(java).map(kind => `alert.${kind}`),
  ]);
}

/** Every word that may be the name of a member of an event. */
export function members(project) {
  const texts = [...javaFiles(path.join(project, MAIN, 'reconcile/ocsf')), ...javaFiles(path.join(project, MAIN, 'reconcile/ledger'))];
  return new Set(texts.flatMap(text => all(text, /"([a-z_0-9]+)"/g)));
}

/** Every metric by its whole name, with the names of its attributes. */
export function metrics(project) {
  const text = fs.readFileSync(path.join(project, MAIN, 'azure/telemetry/Metric.java'), 'utf8');
  return new Map([...text.matchAll(/^ {4}[A-Z_]+\("([a-z._]+)", Kind\.\w+, "[^"]*"((?:, "[a-z._]+")*)\)/gm)]
    .map(([, name, rest]) => [`entraguard.${name}`, all(rest, /"([a-z._]+)"/g).map(one => `entraguard.${one}`)]));
}

/** The functions of the app. */
export function functionNames(project) {
  return new Set([...javaFiles(path.join(project, MAIN, 'functions'))].flatMap(text => all(text, /@FunctionName\("(\w+)"\)/g)));
}
