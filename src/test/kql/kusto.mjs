// Microsoft's own Kusto parser and binder, told which tables and functions there are. It knows the language as Azure Data
// Explorer speaks it; what a Log Analytics workspace leaves out of it is not known to it.
import path from 'node:path';
import { createRequire } from 'node:module';

/** An analyser for queries out of the npm packages of that folder. */
export function analyser(npm, tables, functions) {
  const require = createRequire(path.join(path.resolve(npm), 'package.json'));
  // Both files put what they declare into the global scope.
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;
  const members = new (globalThis.System.Collections.Generic.List$1(Symbols.Symbol).ctor)();
  for (const [name, columns] of Object.entries(tables)) {
    members.add(Symbols.TableSymbol.From(`(${columns})`).WithName(name));
  }
  for (const { name, parameters, body } of functions) {
    // The overload that takes name, parameters, body and description as text.
    members.add(new Symbols.FunctionSymbol.$ctor16(name, `(${parameters})`, `{\n${body}\n}`, ''));
  }
  const database = new Symbols.DatabaseSymbol.$ctor1('workspace', members, false);
  const globals = GlobalState.Default.WithDatabase(database);

  return remembering(text => {
    const code = KustoCode.ParseAndAnalyze(text, globals);
    const faults = list(code.GetDiagnostics())
      .map(one => ({ line: text.slice(0, one.Start).split('\n').length, text: one.Message }));
    const columns = code.ResultType?.Columns ? list(code.ResultType.Columns).map(column => column.Name) : [];
    return { faults, columns };
  });
}

/** Analysing takes its time, and copies of a folder have most of their texts in common. */
function remembering(analyse) {
  const known = new Map();
  return text => {
    if (!known.has(text)) {
      known.set(text, analyse(text));
    }
    return known.get(text);
  };
}

function list(bridged) {
  return Array.from({ length: bridged.Count }, (_, i) => bridged.getItem(i));
}
