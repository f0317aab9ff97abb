// The workbook's shape, as far as Azure's renderer needs it, and the queries in it.
const VISUALIZATIONS = ['areachart', 'barchart', 'linechart', 'piechart', 'table', 'tiles', 'timechart'];

/** The contractual names of the figures; each must stand somewhere in the workbook. */
export const FIGURES = ['complianceRate', 'mttr', 'mttd', 'openFindings', 'accessProvisioningTime', 'accessReviewFailures',
  'evaluated', 'exempt', 'unknown'];

export function queries(workbook) {
  return (workbook.items ?? []).filter(item => item.type === 3)
    .map(item => ({ name: item.name, text: item.content?.query ?? '' }));
}

function* itemFaults(item, parameters) {
  const content = item.content ?? {};
  switch (item.type) {
    case 1:
      if (typeof content.json !== 'string' || content.json === '') {
        yield 'a text without content.json';
      }
      break;
    case 3:
      if (content.version !== 'KqlItem/1.0' || content.queryType !== 0 || content.resourceType !== 'microsoft.operationalinsights/workspaces') {
        yield 'a query that is none of a workspace';
      }
      if (!VISUALIZATIONS.includes(content.visualization)) {
        yield `no visualization is called ${content.visualization}`;
      }
      if (!parameters.includes(content.timeContextFromParameter)) {
        yield `no parameter is called ${content.timeContextFromParameter}`;
      }
      break;
    case 9:
      if (content.version !== 'KqlParameterItem/1.0' || !Array.isArray(content.parameters)) {
        yield 'parameters without content.parameters';
      }
      break;
    default:
      yield `no item is of type ${item.type}`;
  }
}

export function* workbookFaults(workbook) {
  if (workbook.version !== 'Notebook/1.0' || !Array.isArray(workbook.items) || workbook.items.length === 0) {
    yield 'is no workbook';
    return;
  }
  if (JSON.stringify(workbook.fallbackResourceIds) !== '["WORKSPACE-ID"]') {
    yield 'its fallbackResourceIds are not the place where the workspace goes';
  }
  const parameters = workbook.items.flatMap(item => (item.content?.parameters ?? []).map(parameter => parameter.name));
  const names = new Set();
  for (const item of workbook.items) {
    if (!item.name || names.has(item.name)) {
      yield `${item.name}: a name that is missing or doubled`;
    }
    names.add(item.name);
    for (const fault of itemFaults(item, parameters)) {
      yield `${item.name}: ${fault}`;
    }
  }
  const text = JSON.stringify(workbook);
  yield* FIGURES.filter(figure => !new RegExp(`\\b${figure}\\b`).test(text)).map(figure => `${figure} is missing`);
}
