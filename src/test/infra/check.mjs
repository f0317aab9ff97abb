// Holds infra/ against itself and against the code: node check.mjs NPM PROJECT STAGED INFRA. NPM is a folder with the
// packages of src/test/npm, PROJECT the checkout, STAGED the staged app, INFRA the folder that is checked (a test gives a
// broken copy). Prints one line for each fault and exits 1 if there is any.
import fs from 'node:fs';
import path from 'node:path';
import { parser, read } from './bicep.mjs';
import { accessFaults } from './access.mjs';
import { nameFaults } from './names.mjs';
import { referenceFaults } from './references.mjs';
import { settingFaults } from './settings.mjs';

const [npm, project, staged, infra] = process.argv.slice(2);
const known = JSON.parse(fs.readFileSync(new URL('./known.json', import.meta.url), 'utf8'));

function files(folder, ending) {
  return fs.readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith(ending))
    .map(name => path.join(folder, name))
    .sort();
}

const parse = await parser(npm);
const models = files(infra, '.bicep').map(file => read(parse, file));
const world = {
  known, project, staged, infra, models,
  model: name => models.find(model => path.relative(infra, model.file) === name),
  texts: [...files(infra, '.json'), ...files(infra, '.sh'), ...files(infra, '.bicep')]
    .map(file => ({ file, text: fs.readFileSync(file, 'utf8') })),
};

const faults = models.flatMap(model => model.faults.map(fault => ({ file: model.file, ...fault })));
if (models.length === 0) {
  faults.push({ file: infra, line: 0, text: 'holds no Bicep file' });
}
// What cannot be parsed would be reported again and again by the others.
if (faults.length === 0) {
  for (const check of [referenceFaults, accessFaults, settingFaults, nameFaults]) {
    faults.push(...check(world));
  }
}
for (const fault of faults) {
  console.log(`${path.relative(infra, fault.file)}${fault.line > 0 ? `:${fault.line}` : ''}: ${fault.text}`);
}
process.exitCode = faults.length === 0 ? 0 : 1;
