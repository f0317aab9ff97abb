// One cluster's page: what is true, what is next and what happened.

const KINDS = {event: 'Event', verdict: 'Verdict', decision: 'Decision', write: 'Write', proof: 'Proof',
  ticket: 'Ticket', approval: 'Approval', alert: 'Alert'};

const AUDIT = {covered: 'sent to the guard', missing: 'no audit coverage: its diagnostic setting is missing',
  unknown: 'no audit coverage is known of', off: 'no audit coverage: the guard reads no audit logs'};

function facts(pairs) {
  const list = element('dl', {class: 'facts'});
  for (const [name, value] of pairs) {
    if (value !== null && value !== undefined && value !== '') {
      list.append(element('div', {}, element('dt', {}, name),
          element('dd', {}, value instanceof Node ? value : strange(value))));
    }
  }
  return list;
}

function identity(cluster) {
  return facts([
    ['Resource group', cluster.resourceGroup], ['Region', cluster.region], ['Environment', cluster.environment],
    ['Owner', cluster.owner], ['Cost centre', cluster.costCenter], ['Subscription', cluster.subscription],
  ]);
}

function decision(cluster, fleet) {
  const reasons = element('ul', {class: 'reasons'});
  for (const reason of cluster.reasons || []) {
    reasons.append(element('li', {}, element('code', {}, strange(reason)), ' ', fleet.reasons[reason] || ''));
  }
  const part = section('Next step',
      element('p', {class: 'step'}, element('b', {}, strange(cluster.step || 'none'))), reasons,
      facts([
        ['Policy rule', cluster.rule], ['Mode', cluster.mode],
        ['Waits until', cluster.waitingUntil && time(cluster.waitingUntil, `${moment(cluster.waitingUntil)} (${away(cluster.waitingUntil, fleet.now)})`)],
        ['Ticket', cluster.ticket],
        ['Open since', cluster.openSince && time(cluster.openSince, `${moment(cluster.openSince)} (${away(cluster.openSince, fleet.now)})`)],
        ['Last look', cluster.lastLook && time(cluster.lastLook, moment(cluster.lastLook))],
        ['Next look', cluster.nextLook && time(cluster.nextLook, moment(cluster.nextLook))],
        ['Audit log', AUDIT[cluster.auditCoverage] || AUDIT.unknown],
        ['Baseline', cluster.baseline === true ? 'older than its subscription’s first sweep' : ''],
      ]));
  if (cluster.approval) {
    const overdue = Date.parse(cluster.approval.until) < Date.parse(fleet.now);
    part.append(element('div', {class: 'ask'},
        element('p', {}, 'An approver says yes to plan ', element('code', {}, strange(cluster.approval.planId)),
            ' until ', time(cluster.approval.until, moment(cluster.approval.until)), ` (${away(cluster.approval.until, fleet.now)})`,
            overdue ? '. That is overdue: the first tag only asks anew, and the next one counts:' : ':'),
        command(cluster.approval.command, `the command that approves plan ${cluster.approval.planId}`)));
  }
  return part;
}

function finding(one) {
  if (typeof one === 'string') {
    return element('li', {class: 'finding'}, element('h4', {}, one));
  }
  return element('li', {class: `finding severity-${one.severity}`},
      element('h4', {}, element('span', {class: 'control'}, one.control), ' ', strange(one.title || ''), ' ',
          severity(one.severity)),
      element('p', {}, strange(one.observed || '')),
      element('p', {class: 'note'}, [`put right: ${one.remediation || 'not known'}`,
        one.since ? `since ${moment(one.since)}` : '', [].concat(one.references || []).join(' · ')].filter(Boolean).join(' · ')));
}

function severity(word) {
  return word ? element('span', {class: `severity severity-${SEVERITIES.includes(word) ? word : 'low'}`}, word) : '';
}

function findings(detail, fleet) {
  const list = element('ul', {class: 'findings'});
  for (const one of detail.findings || []) {
    list.append(finding(typeof one === 'string'
        ? {control: one, title: fleet.controls[one], severity: '', observed: ''} : one));
  }
  return section('Findings', list.childElementCount ? list : element('p', {class: 'note'}, 'Every control passes.'));
}

function waivers(detail) {
  const given = detail.waivers || [];
  if (!given.length) {
    return null;
  }
  const list = element('ul', {class: 'list'});
  for (const waiver of given) {
    list.append(element('li', {}, element('b', {}, strange(waiver.kind)),
        ` ${waiver.until ? `until ${moment(waiver.until)}` : 'until its tag goes'}, by `, strange(waiver.by),
        waiver.reason ? ': ' : '', waiver.reason ? element('q', {}, strange(waiver.reason)) : ''));
  }
  return section('Allowed by approvers', list);
}

/** Newest first, the day said once. */
function timeline(detail) {
  const events = (detail.timeline || []).slice().sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || 0);
  const list = element('ol', {class: 'timeline'});
  let day = '';
  for (const event of events) {
    const date = new Date(event.at);
    const known = !Number.isNaN(date.getTime());
    const said = known ? DAY.format(date) : String(event.at);
    const kind = KINDS[event.kind] ? event.kind : 'event';
    list.append(element('li', {class: `kind-${kind}${said === day ? '' : ' new-day'}`},
        element('time', {datetime: event.at}, element('span', {class: 'day'}, said === day ? '' : said),
            element('span', {class: 'clock'}, known ? CLOCK.format(date) : '')),
        element('span', {class: 'kind'}, KINDS[kind]), element('p', {}, strange(event.text || ''))));
    day = said;
  }
  return section('What happened', events.length ? list : element('p', {class: 'note'}, 'Nothing is recorded.'));
}

function section(title, ...children) {
  return element('section', {class: 'card'}, element('h3', {}, title), ...children);
}

/** Fills the cluster's page. */
function showCluster(place, row, detail, fleet, back) {
  const cluster = {...row?.cluster, ...detail};
  const name = cluster.name || String(cluster.id).split('/').pop();
  const head = element('header', {class: 'head'},
      element('p', {}, element('a', {class: 'back', href: back}, 'All clusters')),
      element('h2', {id: 'cluster-title'}, strange(name), ' ', badge(row ? row.status : statusOf(cluster)), ' ',
          severity(cluster.severity)),
      element('p', {class: 'note id'}, strange(cluster.id)), identity(cluster));
  const aside = element('div', {class: 'column'}, decision(cluster, fleet), findings(cluster, fleet), waivers(cluster));
  place.replaceChildren(head, element('div', {class: 'columns'}, aside, detail ? timeline(detail)
      : section('What happened', element('p', {class: 'note'}, 'Its history is not in this copy of the page.'))));
  return name;
}
