// Names that deployment and code share: functions, queues, tables, containers, the events that count, scripts' variables.
import fs from 'node:fs';
import path from 'node:path';
import { body, line, literal, parts, properties, resources, walk } from './bicep.mjs';
import { stagedBindings } from './settings.mjs';

function* functions(world) {
  const staged = fs.readdirSync(world.staged).filter(name => fs.existsSync(path.join(world.staged, name, 'function.json')));
  let named = 0;
  for (const { file, text } of world.texts) {
    // Not the actions of Microsoft.Web/sites/functions.
    for (const [, name] of text.matchAll(/(?<!Microsoft\.Web\/sites)\/functions\/(\w+)|functionName=(\w+)/g)) {
      named++;
      if (name && !staged.includes(name)) {
        yield { file, line: 0, text: `no function is called ${name}` };
      }
    }
    for (const [, name] of text.matchAll(/functionName=(\w+)/g)) {
      if (!staged.includes(name)) {
        yield { file, line: 0, text: `no function is called ${name}` };
      }
    }
  }
  if (named === 0) {
    yield { file: world.infra, line: 0, text: 'no event subscription names a function' };
  }
}

/** What the code says: the literals that its assembly gives to the adapters, and the queues of the staged bindings. */
function storageOfCode(world) {
  const assembly = fs.readFileSync(path.join(world.project, 'src/main/java/io/entraguard/functions/Assembly.java'), 'utf8');
  const of = adapter => [...assembly.matchAll(new RegExp(`new ${adapter}\\([^;]*?"([a-z-]+)"\\)`, 'g'))].map(match => match[1]);
  const queues = new Set([...of('QueueWorkQueue'), ...stagedBindings(world).map(one => one.queueName).filter(Boolean)]);
  return {
    queues: new Set([...queues].flatMap(name => [name, `${name}-poison`])),
    tables: new Set(of('TableMemoryStore')),
    containers: new Set(of('LedgerBlobs')),
  };
}

function* storage(world) {
  const wanted = storageOfCode(world);
  const here = { queues: new Map(), tables: new Map(), containers: new Map() };
  const model = world.model(path.join('modules', 'storage.bicep'));
  for (const one of world.models) {
    for (const resource of resources(one)) {
      const type = resource.typed.startsWith('Microsoft.Storage/') ? resource.typed.split('@')[0].split('/').at(-1) : '';
      const name = literal(properties(body(resource.node)).get('name')?.value);
      if (type in here && name !== null) {
        if (!wanted[type].has(name) && !(name in world.known.storageOfOthers)) {
          yield { file: one.file, line: line(resource.node), text: `the code knows nothing of ${name} among ${type}` };
        }
        if (one === model) {
          here[type].set(name, resource);
        } else if (!declaredIn(model, type, name)) {
          yield { file: one.file, line: line(resource.node), text: `${name} is not made in storage.bicep` };
        }
      }
    }
  }
  for (const type of Object.keys(here)) {
    if (wanted[type].size === 0) {
      yield { file: model.file, line: 0, text: `the names of ${type} cannot be read from the code any more: see names.mjs` };
    }
    for (const name of wanted[type]) {
      if (!here[type].has(name)) {
        yield { file: model.file, line: 0, text: `${name} is missing among ${type}` };
      }
    }
  }
  for (const { file, text } of world.texts) {
    for (const [, name] of text.matchAll(/blobContainerName"?: ["']([\w-]+)["']|--container-name ([a-z-]+)/g)) {
      if (name && !here.containers.has(name)) {
        yield { file, line: 0, text: `there is no container ${name}` };
      }
    }
  }
}

function declaredIn(model, type, name) {
  return [...resources(model)].some(resource => resource.typed.split('@')[0].endsWith(`/${type}`)
    && literal(properties(body(resource.node)).get('name')?.value) === name);
}

/** The list itself is held against the code's by a test in Java. */
function* events(world) {
  const file = path.join(world.infra, 'watched-events.json');
  const here = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (here.operations.length > 25) {
    yield { file, line: 0, text: 'Event Grid takes at most 25 values in the filters of one subscription' };
  }
  const policy = path.join(world.infra, 'onboard/system-topic.json');
  const text = JSON.stringify(JSON.parse(fs.readFileSync(policy, 'utf8')));
  if (!text.includes(`"includedEventTypes":${JSON.stringify(here.eventTypes)}`)
      || !text.includes(`"values":${JSON.stringify(here.operations)}`)) {
    yield { file: policy, line: 0, text: 'its filter is not that of watched-events.json' };
  }
}

/** A value of Bicep as JSON would say it; null for what is reckoned. */
function plain(node) {
  switch (node?.type) {
    case 'object':
      return Object.fromEntries([...properties(node)].map(([name, { value }]) => [name, plain(value)]));
    case 'array':
      return parts(node).map(plain);
    case 'string':
      return literal(node);
    case 'number':
      return Number(node.text);
    case 'boolean':
      return node.text === 'true';
    default:
      return null;
  }
}

/** Whether two say the same, as far as both say it plainly. */
function same(bicep, json) {
  if (bicep === null || (typeof json === 'string' && json.startsWith('['))) {
    return true;
  }
  if (typeof bicep !== 'object' || typeof json !== 'object') {
    return bicep === json;
  }
  const names = new Set([...Object.keys(bicep), ...Object.keys(json)]);
  return [...names].every(name => name in bicep && name in json && same(bicep[name], json[name]));
}

function* everywhere(value, type) {
  if (value && typeof value === 'object') {
    if (value.type === type && value.properties) {
      yield value;
    }
    for (const one of Object.values(value)) {
      yield* everywhere(one, type);
    }
  }
}

/** The policy onboards a subscription as the script does: the same topic, the same event subscription. */
function* onboarding(world) {
  const topic = world.model(path.join('modules', 'topic.bicep'));
  const file = path.join(world.infra, 'onboard/system-topic.json');
  const policy = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const resource of topic.resources.filter(one => !one.existing)) {
    const type = resource.typed.split('@')[0];
    const own = properties(body(resource.node)).get('properties').value;
    const deployed = [...everywhere(policy, type)];
    if (deployed.length !== 1 || !same(plain(own), deployed[0].properties)) {
      yield { file, line: 0, text: `its ${type} is not that of modules/topic.bicep` };
    }
    if (deployed.some(one => one.apiVersion !== resource.typed.split('@')[1])) {
      yield { file, line: 0, text: `its ${type} is of another version than that of modules/topic.bicep` };
    }
  }
}

/** The columns of a stream are those of the rows that the program sends, and what the app is told is a stream. */
function* streams(world) {
  const logs = world.model(path.join('modules', 'logs.bicep'));
  const columns = variable => parts(logs.vars.find(one => one.name === variable).value)
    .map(column => literal(properties(column).get('name').value));
  for (const [variable, row] of [['auditColumns', 'GuardAuditRow'], ['asimColumns', 'AsimAuditRow']]) {
    const java = path.join(world.project, `src/main/java/io/entraguard/azure/siem/${row}.java`);
    const sent = fs.existsSync(java)
      ? [...fs.readFileSync(java, 'utf8').matchAll(/Field\.\w+\(\s*"(\w+)"/g)].map(match => match[1])
      : columns(variable);
    if (sent.join() !== columns(variable).join()) {
      yield { file: logs.file, line: 0, text: `${variable} are not those of ${row}: ${sent.join(', ')}` };
    }
  }
  const app = world.model(path.join('modules', 'app.bicep'));
  const declared = logs.vars.filter(one => one.name.endsWith('Stream')).flatMap(one => [...properties(one.value).keys()]);
  for (const node of walk(app.root)) {
    const name = literal(node);
    if (name?.startsWith('Custom-') && !declared.includes(name)) {
      yield { file: app.file, line: line(node), text: `logs.bicep declares no stream ${name}` };
    }
  }
}

/** What scripts take from the environment is an output of main.bicep, or known. */
function* variables(world) {
  const outputs = world.model('main.bicep').outputs.map(output => output.name);
  for (const { file, text } of world.texts.filter(one => one.file.endsWith('.sh'))) {
    for (const [, name] of text.matchAll(/\b(GUARD_[A-Z_]+)\b/g)) {
      if (!outputs.includes(name) && !(name in world.known.scriptVariables)) {
        yield { file, line: 0, text: `main.bicep has no output ${name}` };
      }
    }
  }
}

export function nameFaults(world) {
  return [functions(world), storage(world), events(world), onboarding(world), streams(world), variables(world)].flatMap(faults => [...faults]);
}
