// Every name means something, every file that is named is there, and modules get what they ask for.
import fs from 'node:fs';
import path from 'node:path';
import { body, line, loaded, loads, properties, resources, uses, walk } from './bicep.mjs';

const NAMESPACES = ['az', 'sys'];

/** What a value plainly is, where that can be told without evaluating it. */
function kind(value) {
  if (value.type === 'string') {
    return 'string';
  }
  if (['array', 'for_statement'].includes(value.type)) {
    return 'array';
  }
  return { object: 'object', number: 'int', boolean: 'bool' }[value.type] ?? null;
}

function* unresolved(model, known) {
  const names = new Set(model.declarations.filter(one => one.kind !== 'output').map(one => one.name));
  for (const { name, node, as } of uses(model)) {
    if (as === 'function' ? !known.functions.includes(name) : !names.has(name) && !NAMESPACES.includes(name)) {
      yield { line: line(node), text: as === 'function' ? `no function is called ${name}` : `nothing is called ${name}` };
    }
  }
}

function* doubled(model) {
  for (const group of [model.outputs, model.declarations.filter(one => one.kind !== 'output')]) {
    const seen = new Set();
    for (const one of group) {
      if (seen.has(one.name)) {
        yield { line: line(one.node), text: `${one.name} is declared twice` };
      }
      seen.add(one.name);
    }
  }
}

function* unused(model) {
  const used = new Set([...uses(model)].map(use => use.name));
  for (const one of [...model.params, ...model.vars]) {
    if (!used.has(one.name)) {
      yield { line: line(one.node), text: `${one.kind} ${one.name} is never used` };
    }
  }
}

/** module.outputs.x, variable.x of loaded JSON, and resource::nested. */
function* members(model, modelOf) {
  for (const node of walk(model.root)) {
    const object = node.childForFieldName?.('object');
    if (node.type === 'resource_expression') {
      const nested = [...resources(model)].filter(one => one.parent).map(one => `${one.parent.name}::${one.name}`);
      const left = object.type === 'resource_expression' ? object.childForFieldName('resource') : object;
      const wanted = `${left.text}::${node.childForFieldName('resource').text}`;
      if (!nested.includes(wanted)) {
        yield { line: line(node), text: `no resource ${wanted}` };
      }
    }
    if (node.type !== 'member_expression') {
      continue;
    }
    const wanted = node.childForFieldName('property').text;
    if (object.type === 'identifier') {
      const variable = model.vars.find(one => one.name === object.text);
      const json = variable && loaded(model, variable);
      if (json && !(wanted in json)) {
        yield { line: line(node), text: `${object.text} has no ${wanted}` };
      }
      if (variable?.value.type === 'object' && !properties(variable.value).has(wanted)) {
        yield { line: line(node), text: `${object.text} has no ${wanted}` };
      }
      if (model.modules.some(one => one.name === object.text) && !['outputs', 'name'].includes(wanted)) {
        yield { line: line(node), text: `a module has outputs, not ${wanted}` };
      }
    }
    if (object.type === 'member_expression' && object.childForFieldName('property').text === 'outputs') {
      const module = model.modules.find(one => one.name === object.childForFieldName('object').text);
      const target = module && modelOf(module.path);
      if (target && !target.outputs.some(output => output.name === wanted)) {
        yield { line: line(node), text: `module ${module.name} has no output ${wanted}` };
      }
    }
  }
}

/** The scope that a module is deployed at, as its targetScope calls it; null where that cannot be told. */
function scopeOf(model, given) {
  if (!given) {
    return model.scope;
  }
  if (given.value.type === 'call_expression') {
    return given.value.childForFieldName('function').text;
  }
  const symbol = model.resources.find(one => one.name === given.value.text);
  return symbol?.typed.startsWith('Microsoft.Resources/resourceGroups@') ? 'resourceGroup' : null;
}

function* modules(model, modelOf) {
  for (const module of model.modules) {
    const target = modelOf(module.path);
    if (!target) {
      yield { line: line(module.node), text: `no file ${path.basename(module.path)}` };
      continue;
    }
    const own = properties(body(module.node));
    const given = properties(own.get('params')?.value);
    const scope = scopeOf(model, own.get('scope'));
    if (scope !== target.scope) {
      yield { line: line(module.node), text: `module ${module.name} is at scope ${scope}, its file is for ${target.scope}` };
    }
    for (const param of target.params) {
      if (!given.has(param.name) && !param.value && !param.type.endsWith('?')) {
        yield { line: line(module.node), text: `module ${module.name} is not given ${param.name}` };
      }
    }
    for (const [name, { key, value }] of given) {
      const param = target.params.find(one => one.name === name);
      if (!param) {
        yield { line: line(key), text: `module ${module.name} has no parameter ${name}` };
      } else if (kind(value) && kind(value) !== param.type) {
        yield { line: line(key), text: `module ${module.name}: ${name} is ${param.type}, not ${kind(value)}` };
      }
    }
  }
}

function* files(model) {
  for (const { node, file } of loads(model)) {
    if (!fs.existsSync(file)) {
      yield { line: line(node), text: `no file ${path.basename(file)}` };
    }
  }
}

function* types(model, known) {
  for (const resource of resources(model)) {
    const [type, version] = resource.typed.split('@');
    if (!known.types[type]?.includes(version)) {
      yield { line: line(resource.node), text: `${resource.typed} is not among the types that are known to exist` };
    }
    if (!properties(body(resource.node)).has('name')) {
      yield { line: line(resource.node), text: `resource ${resource.name} has no name` };
    }
  }
}

function parameterFile(world) {
  const file = path.join(world.infra, 'main.parameters.json');
  const main = world.model('main.bicep');
  const given = Object.keys(JSON.parse(fs.readFileSync(file, 'utf8')).parameters);
  const missing = main.params.filter(param => !param.value && !given.includes(param.name));
  return [
    ...given.filter(name => !main.params.some(param => param.name === name)).map(name => `main.bicep has no parameter ${name}`),
    ...missing.map(param => `main.bicep is not given ${param.name}`),
  ].map(text => ({ file, line: 0, text }));
}

export function referenceFaults(world) {
  const modelOf = file => world.models.find(model => model.file === file);
  const found = world.models.flatMap(model => {
    const missing = [...files(model)];
    if (missing.length > 0) {
      return missing.map(fault => ({ file: model.file, ...fault }));
    }
    return [unresolved(model, world.known), doubled(model), unused(model), members(model, modelOf), modules(model, modelOf), types(model, world.known)]
      .flatMap(faults => [...faults])
      .map(fault => ({ file: model.file, ...fault }));
  });
  return [...found, ...parameterFile(world)];
}
