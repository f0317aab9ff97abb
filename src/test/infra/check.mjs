// Holds infra/ against itself and against the code: node check.mjs NPM PROJECT STAGED INFRA… NPM is a folder with the
// packages of src/test/npm, PROJECT the checkout, STAGED the staged app, INFRA a folder that is checked (a test gives
// broken copies beside it). Prints one line for each fault, beginning with the folder's name, and exits 1 if there is any.
import fs from 'node:fs';
import path from 'node:path';
import { parser, read } from './bicep.mjs';
import { accessFaults } from './access.mjs';
import { nameFaults } from './names.mjs';
import { referenceFaults } from './references.mjs';
import { settingFaults } from './settings.mjs';
import { stepFaults } from './steps.mjs';

const [npm, project, staged, ...folders] = process.argv.slice(2);
const known = JSON.parse(fs.readFileSync(new URL('./known.json', import.meta.url), 'utf8'));
const parse = await parser(npm);

function files(folder, ending) {
  return fs.readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith(ending))
    .map(name => path.join(folder, name))
    .sort();
}

function faults(infra) {
  const models = files(infra, '.bicep').map(file => read(parse, file));
  if (models.length === 0) {
    return [{ file: infra, line: 0, text: 'holds no Bicep file' }];
  }
  const unparsed = models.flatMap(model => model.faults.map(fault => ({ file: model.file, ...fault })));
  // What cannot be parsed would be reported again and again by the others.
  if (unparsed.length > 0) {
    return unparsed;
  }
  const texts = ['.json', '.sh', '.bicep']
    .flatMap(ending => files(infra, ending))
    .map(file => ({ file, text: fs.readFileSync(file, 'utf8') }));
  const model = name => models.find(one => path.relative(infra, one.file) === name);
  const world = { known, project, staged, infra, models, model, texts };
  return [referenceFaults, accessFaults, settingFaults, nameFaults, stepFaults].flatMap(check => check(world));
}

for (const folder of folders) {
  for (const { file, line, text } of faults(folder)) {
    console.log(`${path.relative(path.dirname(folder), file)}${line > 0 ? `:${line}` : ''}: ${text}`);
    process.exitCode = 1;
  }
}
