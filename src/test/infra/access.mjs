// Nobody is allowed more than is said: roles are who they are said to be, no key works, no custom role can do what the
// guard never does.
import fs from 'node:fs';
import path from 'node:path';
import { body, line, literal, parts, properties, resources, walk } from './bicep.mjs';

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const ACTION = /^[A-Z][A-Za-z]+(\.[A-Za-z]+)+\/.*(\/|\*)/;
const NEVER = /listCluster\w*Credential|accessProfiles|rotate|resetAADProfile|resetServicePrincipal|runCommand|\/delete$|roleAssignments\/write|elevateAccess/i;

/** Storage Blob Data Owner is storageBlobDataOwner. */
function symbol(role) {
  const words = role.split(' ');
  return words[0].toLowerCase() + words.slice(1).join('');
}

function* roles(world) {
  const { roles: known } = world.known;
  for (const model of world.models) {
    for (const node of walk(model.root)) {
      const text = literal(node);
      if (!text?.match(GUID)) {
        continue;
      }
      const role = known[text.toLowerCase()];
      const named = parts(node.parent)[0].text;
      if (!role) {
        yield { file: model.file, line: line(node), text: `${text} is not a known role` };
      } else if (named !== symbol(role)) {
        yield { file: model.file, line: line(node), text: `${text} is ${role}, but is called ${named}` };
      }
    }
  }
  for (const { file, text } of world.texts.filter(one => one.file.endsWith('.json'))) {
    for (const [whole, id] of text.matchAll(/roleDefinitions\/([0-9a-f-]+)/gi)) {
      if (!known[id.toLowerCase()]) {
        yield { file, line: 0, text: `${whole} is not a known role` };
      }
    }
  }
}

function forbidden(action, world) {
  return NEVER.test(action) || (action.includes('*') && !world.known.wildcards.includes(action));
}

function* actions(world) {
  for (const model of world.models) {
    for (const resource of resources(model)) {
      if (!resource.typed.startsWith('Microsoft.Authorization/roleDefinitions@')) {
        continue;
      }
      for (const node of walk(resource.node)) {
        const text = literal(node);
        if (text && ACTION.test(text) && forbidden(text, world)) {
          yield { file: model.file, line: line(node), text: `a role may not hold ${text}` };
        }
      }
    }
  }
  for (const { file, text } of world.texts.filter(one => one.file.endsWith('actions.json'))) {
    const { reader, remediator } = JSON.parse(text);
    const writes = reader.filter(action => !action.endsWith('/read'));
    for (const action of [...[...reader, ...remediator].filter(one => forbidden(one, world)), ...writes]) {
      yield { file, line: 0, text: `a role may not hold ${action}` };
    }
  }
}

/**
 * Each role assignment says to whom, and its name does too: Azure refuses to give an assignment that is there to another
 * principal, which an identity that was made anew is.
 */
function* assignments(world) {
  for (const model of world.models) {
    for (const resource of resources(model)) {
      if (resource.typed.startsWith('Microsoft.Authorization/roleAssignments@')) {
        const own = properties(body(resource.node));
        const given = properties(own.get('properties').value);
        for (const name of ['principalId', 'roleDefinitionId']) {
          if (!given.has(name)) {
            yield { file: model.file, line: line(resource.node), text: `${resource.name} has no ${name}` };
          }
        }
        const principal = given.get('principalId')?.value.text;
        if (principal && !own.get('name').value.text.includes(principal)) {
          yield { file: model.file, line: line(resource.node), text: `the name of ${resource.name} does not depend on ${principal}` };
        }
      }
    }
  }
}

/** A policy that deploys does so by a deployment: somewhere its identity must be allowed to make one. */
function* deployments(world) {
  const { deploys } = world.known;
  const action = 'Microsoft.Resources/deployments/*';
  for (const model of world.models) {
    const identified = model.resources.filter(one => one.typed.startsWith('Microsoft.Authorization/policyAssignments@')
      && properties(body(one.node)).has('identity'));
    if (identified.length > 0 && ![...walk(model.root)].some(node => literal(node) === action)) {
      yield { file: model.file, line: line(identified[0].node), text: `nothing gives the identity of ${identified[0].name} ${action}` };
    }
  }
  for (const { file, text } of world.texts.filter(one => one.file.endsWith('.json') && one.text.includes('"DeployIfNotExists"'))) {
    const ids = [...text.matchAll(/roleDefinitions\/([0-9a-f-]+)/gi)].map(match => match[1].toLowerCase());
    if (!ids.some(id => id in deploys)) {
      yield { file, line: 0, text: `none of its roles holds ${action}` };
    }
  }
}

const KEYLESS = {
  'Microsoft.Storage/storageAccounts': ['allowSharedKeyAccess', 'false'],
  'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies': ['allowProtectedAppendWrites', 'true'],
  'Microsoft.Insights/components': ['DisableLocalAuth', 'true'],
  'Microsoft.OperationalInsights/workspaces': ['features.disableLocalAuth', 'true'],
  'Microsoft.KeyVault/vaults': ['enableRbacAuthorization', 'true'],
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': ['allow', 'false'],
};

/** The text of what stands at the end of a path of names. */
function at(object, names) {
  return names.split('.').reduce((node, name) => properties(node).get(name)?.value, object)?.text;
}

/** Data is allowed at the narrowest scope that serves: a role of queues at a queue, not at the account. */
function* scopes(world) {
  const model = world.model(path.join('modules', 'permissions.bicep'));
  const all = [...resources(model)];
  const typeOf = scope => all.find(one => one.name === scope.split('::').at(-1))?.typed.split('@')[0].split('/').at(-1);
  for (const resource of all.filter(one => one.typed.startsWith('Microsoft.Authorization/roleAssignments@'))) {
    const own = properties(body(resource.node));
    const role = own.get('properties').value.text.match(/roles\.(\w+)/)?.[1];
    const wanted = world.known.scopes[role];
    const scope = typeOf(own.get('scope')?.value.text ?? '');
    if (!wanted?.includes(scope)) {
      yield { file: model.file, line: line(resource.node), text: `${role} is given at ${scope}, and needs ${wanted}` };
    }
  }
}

function* keys(world) {
  for (const type of Object.keys(KEYLESS)) {
    if (!world.models.some(model => [...resources(model)].some(one => !one.existing && one.typed.split('@')[0] === type))) {
      yield { file: world.infra, line: 0, text: `there is no ${type}` };
    }
  }
  for (const model of world.models) {
    for (const resource of resources(model)) {
      const rule = KEYLESS[resource.typed.split('@')[0]];
      const given = rule && !resource.existing && properties(properties(body(resource.node)).get('properties')?.value);
      if (given && at(properties(body(resource.node)).get('properties').value, rule[0]) !== rule[1]) {
        yield { file: model.file, line: line(resource.node), text: `${resource.name} needs ${rule[0]}: ${rule[1]}` };
      }
    }
    for (const node of walk(model.root)) {
      const called = node.type === 'call_expression' ? node.childForFieldName('function').text : '';
      if (/(^|\.)list[A-Z]/.test(called)) {
        yield { file: model.file, line: line(node), text: `${called} would take a key out` };
      }
    }
  }
}

/** The actions of the custom roles of a model, and the ids of the built-in ones that it gives. */
function granted(model) {
  const defined = [...resources(model)].filter(one => one.typed.startsWith('Microsoft.Authorization/roleDefinitions@'));
  const actions = defined.flatMap(one => [...walk(one.node)]).map(literal).filter(text => text && ACTION.test(text));
  return { actions, ids: [...model.root.text.matchAll(/'([0-9a-f-]{36})'/g)].map(match => match[1]) };
}

/** What is allowed is explained: each action and each role that infra gives to anybody stands in the operators' tables. */
function* documented(world) {
  const table = fs.readFileSync(path.join(world.project, 'docs/operations.md'), 'utf8');
  const explained = action => {
    const end = action.split('/').slice(-2).join('/');
    return table.includes(`/${end}\``) || table.includes(`\`${end}\``);
  };
  const file = path.join(world.infra, 'access/actions.json');
  const { reader, remediator } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const given = [{ file, actions: [...reader, ...remediator], ids: [] }, ...world.models.map(model => ({ file: model.file, ...granted(model) }))];
  for (const one of given) {
    for (const action of new Set(one.actions.filter(action => !explained(action)))) {
      yield { file: one.file, line: 0, text: `docs/operations.md does not explain ${action}` };
    }
    for (const id of new Set(one.ids.filter(id => id in world.known.roles && !table.includes(`| ${world.known.roles[id]} |`)))) {
      yield { file: one.file, line: 0, text: `docs/operations.md does not explain ${world.known.roles[id]}` };
    }
  }
}

export function accessFaults(world) {
  return [roles(world), actions(world), assignments(world), deployments(world), scopes(world), keys(world), documented(world)].flatMap(faults => [...faults]);
}
