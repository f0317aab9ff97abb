// The steps by which people deploy: commands in pages, scripts and comments name files, parameters, outputs and variables
// that are there, every step can be undone, and a second try, in another region say, does not fail over the first one.
import fs from 'node:fs';
import path from 'node:path';
import { body, line, literal, properties, resources } from './bicep.mjs';

const PAGES = ['docs/operations.md', 'docs/siem-rules.md', 'docs/siem.md', 'docs/trackers.md', 'README.md'];
const REGIONAL = /AZURE_LOCATION|REGION|\$\{(token|region|location)\}/;
const LONGEST = { token: 13, region: 19, location: 19 };
const LIMITS = {
  'Microsoft.Authorization/policyAssignments': 24,
  'Microsoft.Insights/actionGroups': 260,
  'Microsoft.KeyVault/vaults': 24,
  'Microsoft.Storage/storageAccounts': 24,
  'Microsoft.EventHub/namespaces': 50,
  'Microsoft.Web/sites': 60,
};

function pages(world) {
  const inside = fs.readdirSync(world.infra, { recursive: true }).filter(name => name.endsWith('.md')).map(name => path.join(world.infra, name));
  const outside = PAGES.map(name => path.join(world.project, name)).filter(file => fs.existsSync(file));
  return [...inside, ...outside].map(file => ({ file, text: fs.readFileSync(file, 'utf8') }));
}

/** Deployments of a subscription or a management group stay in the region that their name was first used in. */
function* regions(world) {
  for (const model of world.models.filter(one => one.scope !== 'resourceGroup')) {
    for (const module of model.modules) {
      const own = properties(body(module.node));
      if (!own.has('scope') && !REGIONAL.test(own.get('name').value.text)) {
        yield { file: model.file, line: line(module.node), text: `the name of module ${module.name} is the same in every region` };
      }
    }
  }
}

/** The most characters that a name can have, or null where it is put together of other things. */
function longest(value) {
  const whole = literal(value);
  if (whole !== null) {
    return whole.length;
  }
  const filled = value.type === 'string' && value.text.slice(1, -1).replace(/\$\{(\w+)\}/g, (all, name) => 'x'.repeat(LONGEST[name] ?? 1000));
  return filled && filled.length < 1000 ? filled.length : null;
}

function* lengths(world) {
  for (const model of world.models) {
    for (const resource of resources(model)) {
      const limit = LIMITS[resource.typed.split('@')[0]];
      const name = limit && !resource.existing ? longest(properties(body(resource.node)).get('name').value) : null;
      if (name !== null && name > limit) {
        yield { file: model.file, line: line(resource.node), text: `the name of ${resource.name} can have ${name} characters, of ${limit}` };
      }
    }
  }
}

function annotations(param) {
  const names = [];
  for (let before = param.node.previousNamedSibling; before && before.type === 'decorators'; before = before.previousNamedSibling) {
    names.push(before.text);
  }
  return `${names.join('\n')}\n${param.node.text}`;
}

/** What azd puts in the place of ${NAME=default} is a text: it makes it true, false or a number, and nothing else. */
function* parameterFile(world) {
  const file = path.join(world.infra, 'main.parameters.json');
  const main = world.model('main.bicep');
  for (const [name, { value }] of Object.entries(JSON.parse(fs.readFileSync(file, 'utf8')).parameters)) {
    const asked = typeof value === 'string' && value.match(/^\$\{(\w+)(?:=(.*))?\}$/);
    const param = main.params.find(one => one.name === name);
    if (!asked || !param) {
      continue;
    }
    const [, variable, otherwise] = asked;
    if (!['string', 'bool', 'int'].includes(param.type)) {
      yield { file, line: 0, text: `${variable} is a text, and ${name} is ${param.type}` };
    }
    if (param.type === 'bool' && !['true', 'false'].includes(otherwise)) {
      yield { file, line: 0, text: `${variable} is not true or false by default, and ${name} is bool` };
    }
    if (otherwise === '' && !param.value) {
      yield { file, line: 0, text: `azd will ask for ${name}, since nothing is given` };
    }
    const allowed = annotations(param).match(/@allowed\(\[([^\]]*)\]\)/)?.[1];
    if (allowed && otherwise !== undefined && !allowed.includes(`'${otherwise}'`)) {
      yield { file, line: 0, text: `${otherwise} is not allowed for ${name}` };
    }
  }
}

/** Commands as one line each, wherever they are written: pages, scripts, comments of Bicep. */
function* commands(text) {
  const joined = text.replace(/^\s*\/\/ ?/gm, '').replace(/\\\n\s*/g, ' ');
  for (const written of joined.split('\n')) {
    for (const [command] of written.matchAll(/az deployment (?:sub|mg|group) create[^|;`)]*/g)) {
      yield command;
    }
  }
}

function* deployments(world, { file, text }) {
  for (const command of commands(text)) {
    const name = command.match(/--name (\S+)/)?.[1];
    if (!/ group create/.test(command) && !(name && REGIONAL.test(name))) {
      yield { file, line: 0, text: `a deployment's name without the region: ${command.slice(0, 60)}` };
    }
    const template = command.match(/--template-file "?(\S+?)"?(?:\s|$)/)?.[1];
    const model = template && world.models.find(one => one.file.endsWith(template.replace(/^.*?\/?(infra|\$here\/\.\.)\//, '/')));
    if (!model) {
      yield { file, line: 0, text: `no template ${template}: ${command.slice(0, 60)}` };
      continue;
    }
    const given = [...(command.split('--parameters')[1] ?? '').matchAll(/(?:^|\s)(\w+)=/g)].map(match => match[1]);
    const needed = model.params.filter(param => !param.value).map(param => param.name);
    for (const unknown of given.filter(one => !model.params.some(param => param.name === one))) {
      yield { file, line: 0, text: `${template} has no parameter ${unknown}` };
    }
    for (const missing of needed.filter(one => !given.includes(one) && !command.includes('…'))) {
      yield { file, line: 0, text: `${template} is not given ${missing}` };
    }
  }
}

function* named(world, { file, text }) {
  const outputs = world.model('main.bicep').outputs.map(output => output.name);
  const settable = [...fs.readFileSync(path.join(world.infra, 'main.parameters.json'), 'utf8').matchAll(/\$\{(\w+)/g)].map(match => match[1]);
  for (const [, name] of text.matchAll(/\$\{?((?:GUARD|AZURE)_[A-Z_]+)/g)) {
    if (!outputs.includes(name) && !(name in world.known.azd)) {
      yield { file, line: 0, text: `main.bicep has no output ${name}` };
    }
  }
  for (const [, name] of text.matchAll(/azd env set (\w+)/g)) {
    if (!settable.includes(name)) {
      yield { file, line: 0, text: `main.parameters.json does not ask for ${name}` };
    }
  }
  for (const [, name] of text.matchAll(/(?:^|[\s"(])infra\/([\w./-]+\.(?:sh|bicep|json))/gm)) {
    if (!fs.existsSync(path.join(world.infra, name))) {
      yield { file, line: 0, text: `there is no infra/${name}` };
    }
  }
}

function* walkthrough(world) {
  const file = path.join(world.infra, 'README.md');
  const text = fs.readFileSync(file, 'utf8');
  const registered = text.match(/for namespace in ([^;]*);/)?.[1].replaceAll('\\\n', ' ').split(/\s+/) ?? [];
  const used = new Set(world.models.flatMap(model => [...resources(model)]).map(one => one.typed.split('/')[0]));
  for (const namespace of [...used].filter(one => !registered.includes(one) && !(one in world.known.providers))) {
    yield { file, line: 0, text: `${namespace} is not registered` };
  }
  for (const section of text.split(/^## (?=\d)/m).slice(1)) {
    if (!/\bUndo\b|# undo/.test(section)) {
      yield { file, line: 0, text: `no word of how to undo ${section.split('\n')[0]}` };
    }
  }
}

/** What is left out of a deployment stays as it was: a configuration that is not asked for any more must be said so. */
function* configurations(world) {
  for (const model of world.models) {
    for (const resource of resources(model)) {
      if (resource.typed.startsWith('Microsoft.Web/sites/config@') && /^resource \w+ '[^']*' = if/.test(resource.node.text)) {
        yield { file: model.file, line: line(resource.node), text: `${resource.name} would stay as it was` };
      }
    }
  }
}

export function stepFaults(world) {
  const scripts = world.texts.filter(one => /\.(sh|bicep)$/.test(one.file));
  const read = pages(world);
  return [
    regions(world), lengths(world), parameterFile(world), configurations(world), walkthrough(world),
    ...[...scripts, ...read].map(one => deployments(world, one)),
    ...read.map(one => named(world, one)),
  ].flatMap(faults => [...faults]);
}
