// The app settings of modules/app.bicep are those that the code reads, no more and no fewer.
import fs from 'node:fs';
import path from 'node:path';
import { line, parts, properties, walk } from './bicep.mjs';

const NAMED = /"%?((?:GUARD_|AzureWebJobs)[A-Za-z0-9_.]+)%?"/g;

function sources(folder) {
  return fs.readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith('.java'))
    .map(name => fs.readFileSync(path.join(folder, name), 'utf8'));
}

/** The names that the functions' package holds; those that are prefixes or connections of the host are none. */
function code(world) {
  const java = sources(path.join(world.project, 'src/main/java/io/entraguard/functions'));
  const connections = stagedBindings(world).map(binding => binding.connection).filter(name => name?.startsWith('GUARD_'));
  const literals = java.flatMap(text => [...text.matchAll(NAMED)].map(match => match[1]));
  const example = Object.keys(JSON.parse(fs.readFileSync(path.join(world.project, 'local.settings.json.example'), 'utf8')).Values);
  const secret = java.flatMap(text => [...text.matchAll(/\.secret\("([A-Z0-9_]+)"\)/g)].map(match => match[1]));
  const read = new Set([...literals.filter(name => !/(_|__)$/.test(name) && !connections.includes(name)), ...example]);
  return { read, secret };
}

export function stagedBindings(world) {
  return fs.readdirSync(world.staged, { withFileTypes: true })
    .map(entry => path.join(world.staged, entry.name, 'function.json'))
    .filter(file => fs.existsSync(file))
    .flatMap(file => JSON.parse(fs.readFileSync(file, 'utf8')).bindings);
}

/** The variables that the settings are put together of. */
function variables(app) {
  const given = app.vars.find(one => one.name === 'given');
  const call = [...walk(given.node)].find(node => node.type === 'call_expression' && node.childForFieldName('function').text === 'union');
  return parts(call.childForFieldName('arguments')).map(argument => app.vars.find(one => one.name === argument.text));
}

function* pairs(app) {
  for (const variable of variables(app)) {
    for (const [name, { key, value }] of properties(variable.value)) {
      yield { variable: variable.name, name, key, value };
    }
  }
}

function* each(app, read, secret, known) {
  const seen = new Set();
  for (const { variable, name, key, value } of pairs(app)) {
    const fault = text => ({ file: app.file, line: line(key), text });
    if (!read.has(name) && !(name in known.hostSettings) && !known.settingsToCome.includes(name)) {
      yield fault(`nothing reads the setting ${name}`);
    }
    if (seen.has(name)) {
      yield fault(`the setting ${name} is given twice`);
    }
    seen.add(name);
    const asked = value.text.match(/settings\.\?(\w+)/)?.[1];
    if (variable === 'optional' && asked !== name) {
      yield fault(`the setting ${name} is taken from ${asked}`);
    }
    const vaulted = [...walk(value)].some(node => node.type === 'string' && node.text.includes('@Microsoft.KeyVault('));
    if (secret.includes(name) !== vaulted) {
      yield fault(vaulted ? `the setting ${name} is no secret` : `the secret ${name} does not come from the vault`);
    }
    const names = [...value.text.matchAll(/'([a-z-]+)'\)|SecretName=([a-z-]+)/g)].map(match => match[1] ?? match[2]);
    if (vaulted && new Set(names).size !== 1) {
      yield fault(`the setting ${name} asks for one secret and refers to another`);
    }
  }
}

export function settingFaults(world) {
  const app = world.model(path.join('modules', 'app.bicep'));
  const { read, secret } = code(world);
  const { known } = world;
  const given = new Set([...pairs(app)].map(one => one.name));
  const missing = [...read].filter(name => !given.has(name) && !(name in known.notDeployed));
  const stale = [
    ...known.settingsToCome.filter(name => read.has(name)).map(name => `${name} is read now: take it off settingsToCome of known.json`),
    ...Object.keys(known.notDeployed).filter(name => !read.has(name)).map(name => `nothing reads ${name}: take it off notDeployed of known.json`),
    ...Object.keys(known.notDeployed).filter(name => given.has(name)).map(name => `${name} is deployed and listed as not deployed`),
  ];
  return [
    ...each(app, read, secret, known),
    ...missing.map(name => ({ file: app.file, line: 0, text: `the setting ${name} is read and not given` })),
    ...stale.map(text => ({ file: app.file, line: 0, text })),
  ];
}
