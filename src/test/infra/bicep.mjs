// Reads Bicep files by the tree-sitter grammar, as far as the checks need it: what each declares, and every name that it
// uses. There is no compiler here; what it says of a file is less than a compiler would say, and never more.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const LOADERS = ['loadJsonContent', 'loadTextContent', 'loadYamlContent'];

/** A parser for Bicep out of the npm packages of that folder. */
export async function parser(npm) {
  const require = createRequire(path.join(path.resolve(npm), 'package.json'));
  const { Parser, Language } = require('web-tree-sitter');
  await Parser.init();
  const made = new Parser();
  const grammar = path.join(path.dirname(require.resolve('tree-sitter-bicep/package.json')), 'tree-sitter-bicep.wasm');
  made.setLanguage(await Language.load(grammar));
  return made;
}

export const line = node => node.startPosition.row + 1;

/** What a node is made of, without comments, which may stand anywhere. */
export function parts(node) {
  return (node?.namedChildren ?? []).filter(child => child.type !== 'comment');
}

/** The text of a string without interpolation, else null. */
export function literal(node) {
  if (node?.type !== 'string' || parts(node).some(part => part.type === 'interpolation')) {
    return null;
  }
  return parts(node).map(part => part.text).join('');
}

export function* walk(node) {
  yield node;
  for (const child of parts(node)) {
    yield* walk(child);
  }
}

/** The properties of an object by name, in order; nested resources are left out. */
export function properties(object) {
  const found = new Map();
  for (const property of parts(object)) {
    const [key, value] = parts(property);
    if (property.type === 'object_property' && key.type !== 'resource_declaration') {
      found.set(literal(key) ?? key.text, { key, value });
    }
  }
  return found;
}

/** The object of a resource or module, behind its condition and its loop. */
export function body(declaration) {
  let node = parts(declaration).at(-1);
  while (node && node.type !== 'object') {
    node = node.childForFieldName('body') ?? parts(node).at(-1);
  }
  return node;
}

function declared(statement, file) {
  const [symbol, second, third] = parts(statement);
  const name = symbol.text;
  switch (statement.type) {
    case 'parameter_declaration':
      return { kind: 'param', name, node: statement, type: second.text, value: third ?? null };
    case 'variable_declaration':
      return { kind: 'var', name, node: statement, value: second };
    case 'output_declaration':
      return { kind: 'output', name, node: statement };
    case 'module_declaration':
      return { kind: 'module', name, node: statement, path: path.join(path.dirname(file), literal(second)) };
    case 'resource_declaration': {
      const existing = statement.children.some(child => child.type === 'existing');
      return { kind: 'resource', name, node: statement, typed: literal(second), existing };
    }
    default:
      return null;
  }
}

function faults(root) {
  const found = [];
  const look = node => {
    if (node.isError || node.isMissing) {
      found.push({ line: line(node), text: `cannot be parsed near "${node.text.slice(0, 40).replaceAll('\n', ' ')}"` });
    } else if (node.hasError) {
      node.children.forEach(look);
    }
  };
  look(root);
  return found;
}

/** Everything that one file declares. */
export function read(parse, file) {
  const tree = parse.parse(fs.readFileSync(file, 'utf8'));
  const declarations = [];
  let scope = 'resourceGroup';
  for (const statement of parts(tree.rootNode)) {
    if (statement.type === 'target_scope_assignment') {
      scope = literal(parts(statement)[0]);
    }
    const one = declared(statement, file);
    if (one) {
      declarations.push(one);
    }
  }
  const of = kind => declarations.filter(one => one.kind === kind);
  return {
    file, root: tree.rootNode, faults: faults(tree.rootNode), scope, declarations,
    params: of('param'), vars: of('var'), outputs: of('output'), modules: of('module'), resources: of('resource'),
  };
}

/** Each resource, nested ones too, with its whole type: a nested one's goes on from its parent's. */
export function* resources(model) {
  function* below(resource) {
    yield resource;
    for (const property of parts(body(resource.node))) {
      if (parts(property)[0]?.type === 'resource_declaration') {
        const nested = declared(parts(property)[0], model.file);
        const [type, version] = resource.typed.split('@');
        const [own, newer] = nested.typed.split('@');
        yield* below({ ...nested, typed: `${type}/${own}@${newer ?? version}`, parent: resource });
      }
    }
  }
  for (const resource of model.resources) {
    yield* below(resource);
  }
}

/** Names that hold inside of a node only: of loops, and of lambdas, for the call that they are an argument of. */
function local(node) {
  for (let at = node; at; at = at.parent) {
    if (at.type === 'for_statement') {
      const pair = parts(at).find(child => child.type === 'for_loop_parameters');
      const names = pair ? parts(pair) : [at.childForFieldName('initializer')];
      if (names.some(name => name?.text === node.text)) {
        return true;
      }
    }
    if (at.type === 'arguments') {
      for (const inner of walk(at)) {
        if (inner.type === 'lambda_expression' && parts(inner)[0].text === node.text) {
          return true;
        }
      }
    }
  }
  return false;
}

/** What part of the grammar an identifier plays: the name of something that is used, or no use at all. */
function use(node) {
  const parent = node.parent;
  const first = parts(parent)[0].id === node.id;
  if (parent.type.endsWith('_declaration') || parent.type === 'parameter') {
    return first ? null : 'value';
  }
  if (parent.type === 'object_property') {
    return first ? null : 'value';
  }
  // In an array the grammar takes a call for two items, a name and what is in parentheses.
  if (parent.type === 'array' && node.nextNamedSibling?.startIndex === node.endIndex) {
    return 'function';
  }
  if (parent.type === 'call_expression') {
    return parent.childForFieldName('function').id === node.id ? 'function' : 'value';
  }
  if (parent.type === 'resource_expression') {
    return parent.childForFieldName('resource').id === node.id ? null : 'value';
  }
  return 'value';
}

/** Every use of a name: {name, node, as: 'value' | 'function'}. */
export function* uses(model) {
  for (const node of walk(model.root)) {
    if (node.type === 'identifier') {
      const as = use(node);
      if (as && !(as === 'value' && local(node))) {
        yield { name: node.text, node, as };
      }
    }
  }
}

/** The JSON that a variable loads, or null. */
export function loaded(model, variable) {
  const call = variable.value;
  const name = call?.type === 'call_expression' ? call.childForFieldName('function').text : '';
  if (!LOADERS.includes(name)) {
    return null;
  }
  const file = path.join(path.dirname(model.file), literal(parts(call.childForFieldName('arguments'))[0]));
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/** Each call of a loader with the file that it names. */
export function* loads(model) {
  for (const node of walk(model.root)) {
    if (node.type === 'call_expression' && LOADERS.includes(node.childForFieldName('function').text)) {
      const named = literal(parts(node.childForFieldName('arguments'))[0]);
      yield { node, file: path.join(path.dirname(model.file), named) };
    }
  }
}
