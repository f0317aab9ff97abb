// The clusters as rows: which of them, in which order. Nothing here touches the page.

const SEVERITIES = ['critical', 'high', 'medium', 'low'];
const STATUSES = ['noncompliant', 'unknown', 'exempt', 'compliant'];

/** What a reader may narrow the rows by; each is a key of the address after the hash. */
const FACETS = ['status', 'environment', 'mode', 'control', 'reason', 'owner', 'subscription', 'costCenter', 'step', 'approval'];

/** Stands for a value that is missing. */
const MISSING = '-';

function statusOf(cluster) {
  if (cluster.exempt && cluster.status === 'noncompliant') {
    return 'exempt';
  }
  return ICONS[cluster.status] ? cluster.status : 'unknown';
}

function rank(list, value) {
  const place = list.indexOf(value);
  return place < 0 ? list.length : place;
}

const lower = (text) => String(text ?? '').toLowerCase();

/** Words of that list by their place in it; what is missing, and what is no such word, is nothing. */
function placed(list, value) {
  const place = list.indexOf(value);
  return place < 0 ? '' : place;
}

/** An instant as a number, since texts of instants with and without fractions of a second do not compare. */
function instant(text) {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? '' : at;
}

/** A cluster with what it is sorted and found by, made once. */
function prepared(cluster) {
  const findings = cluster.findings || [];
  const status = statusOf(cluster);
  const open = status === 'noncompliant' || status === 'unknown';
  return {
    cluster,
    status,
    text: [cluster.name, cluster.resourceGroup, cluster.subscription, cluster.region, cluster.environment, cluster.owner,
      cluster.costCenter, cluster.ticket, findings.join(' ')].map(lower).join('\n'),
    key: {
      attention: (open ? 0 : 1) * 100 + rank(SEVERITIES, cluster.severity) * 10 + rank(STATUSES, status),
      name: lower(cluster.name),
      status: rank(STATUSES, status),
      findings: -findings.length,
      severity: placed(SEVERITIES, cluster.severity),
      environment: lower(cluster.environment),
      owner: lower(cluster.owner),
      subscription: lower(cluster.subscription),
      mode: lower(cluster.mode),
      step: cluster.step ? `${lower(cluster.step)} ${(cluster.reasons || []).join(' ')}` : '',
      ticket: lower(cluster.ticket),
      openSince: instant(cluster.openSince),
      nextLook: instant(cluster.nextLook),
    },
  };
}

function holds(row, facet, wanted) {
  if (facet === 'status') {
    return row.status === wanted;
  }
  if (facet === 'control') {
    return (row.cluster.findings || []).includes(wanted);
  }
  if (facet === 'reason') {
    // As the counts beside the reasons: what holds a cluster back that should be put right.
    return (row.cluster.reasons || []).includes(wanted) && row.status !== 'compliant' && !row.cluster.exempt;
  }
  if (facet === 'approval') {
    return Boolean(row.cluster.approval) === (wanted !== MISSING);
  }
  const value = row.cluster[facet];
  const none = value === null || value === undefined || value === '';
  return wanted === MISSING ? none : !none && lower(value) === lower(wanted); // in any case, as the API has it
}

function narrowed(rows, state) {
  const words = lower(state.q).split(/\s+/).filter(Boolean);
  const facets = FACETS.filter((facet) => state[facet]);
  return rows.filter((row) => facets.every((facet) => holds(row, facet, state[facet]))
      && words.every((word) => row.text.includes(word)));
}

/** Sorted by a column, nothing last in either direction, and by name where that says nothing. */
function sorted(rows, column, descending) {
  const sign = descending ? -1 : 1;
  return rows.slice().sort((one, other) => {
    const a = one.key[column];
    const b = other.key[column];
    if (a !== b) {
      if (a === '' || b === '') {
        return a === '' ? 1 : -1;
      }
      return a < b ? -sign : sign;
    }
    return one.key.name < other.key.name ? -1 : Number(one.key.name > other.key.name);
  });
}

/** The state that an address names after its hash. */
function stateOf(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const state = {q: '', sort: '', descending: false, page: 1, cluster: ''};
  for (const key of [...FACETS, 'q', 'cluster']) {
    state[key] = given.get(key) || '';
  }
  const sort = given.get('sort') || '';
  state.descending = sort.startsWith('-');
  state.sort = sort.replace(/^-/, '');
  state.page = Math.max(1, Number.parseInt(given.get('page') || '1', 10) || 1);
  return state;
}

function hashOf(state) {
  const parts = [];
  for (const key of ['q', ...FACETS]) {
    if (state[key]) {
      parts.push(`${key}=${encodeURIComponent(state[key])}`);
    }
  }
  if (state.sort) {
    parts.push(`sort=${state.descending ? '-' : ''}${state.sort}`);
  }
  if (state.page > 1) {
    parts.push(`page=${state.page}`);
  }
  return parts.length ? `#${parts.join('&')}` : '#clusters';
}
