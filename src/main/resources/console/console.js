// The page: theme, chart, table, addresses.

const $ = (id) => document.getElementById(id);

const COLUMNS = [
  ['name', 'Cluster'], ['status', 'Status'], ['findings', 'Findings'], ['severity', 'Severity'],
  ['environment', 'Environment'], ['owner', 'Owner'], ['subscription', 'Subscription'], ['mode', 'Mode'],
  ['step', 'Next step'], ['ticket', 'Ticket'], ['openSince', 'Open since'], ['nextLook', 'Next look'],
];

/** As many rows as paper is given. */
const PRINTED = 2000;

let fleet;
let rows;
let details;
let state;
let shown = [];
let size = matchMedia('(max-width: 720px)').matches ? 10 : 50;

// ---- theme: as the system says, unless the reader said otherwise

const THEME = 'entra-guard-theme';

function kept() {
  try {
    return localStorage.getItem(THEME);
  } catch {
    return null; // a page from a file may have no storage
  }
}

function keep(theme) {
  try {
    localStorage.setItem(THEME, theme);
  } catch {
    // then it holds until the page is closed
  }
}

function dark() {
  const said = document.documentElement.dataset.theme;
  return said ? said === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

function paint(theme) {
  if (theme === 'dark' || theme === 'light') {
    document.documentElement.dataset.theme = theme;
  }
  $('theme')?.setAttribute('aria-pressed', String(dark()));
}

paint(kept()); // before anything is drawn

// ---- chart

function followPointer() {
  const chart = $('chart');
  const span = Number(chart?.dataset.span);
  if (!span) {
    return; // one day or none
  }
  const first = Date.parse(chart.dataset.first);
  const counted = new Map((fleet.kpis?.series || []).map((day) => [day.date, day]));
  const reading = $('reading');
  const whole = reading.textContent;
  const floor = Number(chart.dataset.floor);
  chart.addEventListener('pointermove', (event) => {
    const box = chart.getBoundingClientRect();
    const index = Math.min(span, Math.max(0, Math.round(((event.clientX - box.left) / box.width) * span)));
    const date = new Date(first + index * 86400000).toISOString().slice(0, 10);
    const day = counted.get(date);
    const x = (1000 * index) / span;
    const rate = typeof day?.complianceRate === 'number' ? day.complianceRate * 100 : null;
    $('cursor').setAttribute('x1', x);
    $('cursor').setAttribute('x2', x);
    $('dot').setAttribute('d', rate === null ? '' : `M${x} ${100 - ((rate - floor) / (100 - floor)) * 100}h.01`);
    reading.textContent = !day ? `${date}: not counted, no sweep came to its end` : `${date}: ${rate === null ? 'no rate' : `${(Math.floor(rate * 10 + 1e-6) / 10).toFixed(1)}\u00a0%`} of ${COUNT.format(day.evaluated ?? 0)} evaluated, ${COUNT.format(day.exempt ?? 0)} exempt, ${COUNT.format(day.unknown ?? 0)} not known`;
  });
  chart.addEventListener('pointerleave', () => {
    $('cursor').setAttribute('x1', -1);
    $('cursor').setAttribute('x2', -1);
    $('dot').setAttribute('d', '');
    reading.textContent = whole;
  });
}

// ---- addresses

/** Where a cluster's page is: here where its history came along, else a page of its own with the same key. */
function addressOf(id) {
  const here = `#cluster=${encodeURIComponent(id)}`;
  if (details.has(lower(id)) || location.protocol === 'file:') {
    return here;
  }
  const query = new URLSearchParams(location.search);
  if (lower(query.get('cluster')) === lower(id)) {
    return here; // this is that page, and nobody knows more
  }
  query.set('cluster', id);
  return `?${query}`;
}

function remember() {
  const hash = hashOf(state);
  if (location.hash !== hash) {
    history.replaceState(null, '', hash);
  }
}

function route(first) {
  const named = location.hash.includes('=');
  const said = named ? stateOf(location.hash) : state;
  const asked = named ? said.cluster : first ? new URLSearchParams(location.search).get('cluster') || '' : '';
  if (asked && open(asked)) {
    return; // what the rows are narrowed by is kept for the way back
  }
  state = {...said, cluster: ''};
  $('cluster').hidden = true;
  $('fleet').hidden = false;
  document.title = 'Entra Guard';
  draw();
  if (named) {
    if (!first || !asked) {
      $('clusters').scrollIntoView();
    }
  } else if (location.hash.length > 1) {
    $(location.hash.slice(1))?.scrollIntoView();
  }
}

/** Shows a cluster's page; false where there is no such cluster. */
function open(id) {
  const detail = details.get(lower(id));
  const row = rows.find((one) => lower(one.cluster.id) === lower(id));
  const elsewhere = addressOf(row?.cluster.id || id);
  if (!detail && row && elsewhere.startsWith('?')) {
    location.replace(elsewhere);
    return true;
  }
  if (!detail && !row) {
    $('said').textContent = 'That cluster is not in the fleet any more.';
    return false;
  }
  const name = showCluster($('cluster'), row, detail, fleet, hashOf(state));
  $('fleet').hidden = true;
  $('cluster').hidden = false;
  document.title = `${name} – Entra Guard`;
  scrollTo(0, 0);
  $('cluster').focus({preventScroll: true});
  return true;
}

// ---- table

function cell(label, ...children) {
  return element('td', {role: 'cell', 'data-label': label}, ...children);
}

function lineOf(row, place) {
  const cluster = row.cluster;
  const codes = element('span', {class: 'codes'});
  for (const code of cluster.findings || []) {
    codes.append(element('abbr', {title: fleet.controls[code] || code}, code), ' ');
  }
  const reasons = (cluster.reasons || []).join(', ');
  return element('tr', {role: 'row', 'aria-rowindex': place},
      element('th', {role: 'rowheader', scope: 'row', 'data-label': 'Cluster'},
          element('a', {class: 'clip', href: addressOf(cluster.id), title: cluster.name}, strange(cluster.name)),
          note([cluster.resourceGroup, cluster.region].filter(Boolean).join(' · '))),
      cell('Status', badge(row.status)), cell('Findings', codes), cell('Severity', severity(cluster.severity)),
      cell('Environment', clip(cluster.environment)), cell('Owner', clip(cluster.owner), note(cluster.costCenter)),
      cell('Subscription', clip(cluster.subscription, 'short')),
      cell('Mode', clip(cluster.mode), note(cluster.rule)), cell('Next step', clip(cluster.step), note(reasons)),
      cell('Ticket', clip(cluster.ticket)),
      cell('Open since', time(cluster.openSince, away(cluster.openSince, fleet.now))),
      cell('Next look', time(cluster.nextLook, away(cluster.nextLook, fleet.now))));
}

/** A value in one line, the whole of it for whoever points at it. */
function clip(value, more) {
  return value ? element('span', {class: `clip ${more || ''}`, title: value}, strange(value)) : '';
}

function note(value) {
  return value ? element('span', {class: 'note clip', title: value}, strange(value)) : '';
}

function fill(from, to) {
  const lines = document.createDocumentFragment();
  for (let i = from; i < Math.min(to, shown.length); i++) {
    lines.append(lineOf(shown[i], i + 2));
  }
  if (!shown.length) {
    lines.append(element('tr', {role: 'row'}, element('td', {role: 'cell', colspan: COLUMNS.length, class: 'none'}, 'No cluster is like that.')));
  }
  $('body').replaceChildren(lines);
}

function draw() {
  shown = sorted(narrowed(rows, state), state.sort || 'attention', state.descending);
  const pages = Math.max(1, Math.ceil(shown.length / size));
  state.page = Math.min(state.page, pages);
  fill((state.page - 1) * size, state.page * size);
  $('grid').setAttribute('aria-rowcount', shown.length + 1);
  for (const head of $('heads').children) {
    const here = head.dataset.column === state.sort;
    if (here) {
      head.setAttribute('aria-sort', state.descending ? 'descending' : 'ascending');
    } else {
      head.removeAttribute('aria-sort');
    }
  }
  tell(pages);
}

function tell(pages) {
  const column = COLUMNS.find(([key]) => key === state.sort);
  $('count').textContent = (shown.length === rows.length ? plural(rows.length, 'cluster', 'clusters')
      : `${COUNT.format(shown.length)} of ${plural(rows.length, 'cluster', 'clusters')}`)
      + (column ? `, by ${column[1].toLowerCase()}, ${state.descending ? 'descending' : 'ascending'}` : ', those that need a look first');
  $('page').textContent = `Page ${COUNT.format(state.page)} of ${COUNT.format(pages)}`;
  $('previous').disabled = state.page === 1;
  $('next').disabled = state.page === pages;
  $('q').value = state.q;
  $('order').value = state.sort;
  for (const select of $('tools').querySelectorAll('select[name]')) {
    const option = [...select.options].find((one) => lower(one.value) === lower(state[select.name]));
    select.value = option ? option.value : '';
  }
  $('chips').replaceChildren(...FACETS.filter((facet) => state[facet]).map((facet) => element('li', {},
      element('button', {type: 'button', class: 'chip', 'data-facet': facet},
          `${FACET_WORDS[facet] || facet}: `, strange(state[facet] === MISSING ? '(none)' : state[facet]),
          element('span', {'aria-hidden': 'true'}, ' ×'), element('span', {class: 'unseen'}, ', take away')))));
}

const FACET_WORDS = {costCenter: 'cost centre', step: 'next step'};

/** Takes a change of what is shown, from its first page on. */
function change(what) {
  Object.assign(state, {page: 1}, what);
  draw();
  remember();
}

function sortBy(column) {
  change(state.sort === column ? {descending: !state.descending} : {sort: column, descending: false});
}

function choices(name, values, words) {
  const select = $('tools').querySelector(`select[name=${name}]`);
  select.append(element('option', {value: ''}, 'any'));
  for (const value of values) {
    select.append(element('option', {value}, words?.[value] || value));
  }
}

function distinct(of) {
  const values = rows.flatMap((row) => of(row.cluster)).filter(Boolean).sort();
  return [...new Map(values.map((value) => [lower(value), value])).values()]; // one for all its spellings
}

function prepareTable() {
  for (const [key, title] of COLUMNS) {
    $('heads').append(element('th', {role: 'columnheader', scope: 'col', 'data-column': key},
        element('button', {type: 'button', class: 'sort'}, title, element('span', {class: 'arrow', 'aria-hidden': 'true'}))));
    $('order').append(element('option', {value: key}, title));
  }
  $('size').value = String(size);
  $('order').prepend(element('option', {value: ''}, 'what needs a look'));
  choices('status', STATUSES, WORDS);
  choices('environment', distinct((cluster) => cluster.environment));
  choices('mode', distinct((cluster) => cluster.mode));
  choices('control', distinct((cluster) => cluster.findings || []));
}

// ---- listening

async function copied(button) {
  const text = button.parentElement.querySelector('code').textContent;
  const done = await copy(text);
  $('said').textContent = done ? 'The command is copied.' : 'The command could not be copied; select it instead.';
  if (done) {
    button.classList.add('done');
    setTimeout(() => button.classList.remove('done'), 2000);
  }
}

function clicked(event) {
  const button = event.target.closest('button');
  if (!button) {
    return;
  }
  if (button.classList.contains('copy')) {
    copied(button);
  } else if (button.classList.contains('sort')) {
    sortBy(button.parentElement.dataset.column);
  } else if (button.classList.contains('chip')) {
    change({[button.dataset.facet]: ''});
    $('q').focus();
  } else if (button.id === 'previous' || button.id === 'next') {
    state.page += button.id === 'next' ? 1 : -1;
    draw();
    remember();
    $('clusters').scrollIntoView();
  } else if (button.id === 'theme') {
    const theme = dark() ? 'light' : 'dark';
    paint(theme);
    keep(theme);
  }
}

function listen() {
  addEventListener('hashchange', () => route(false));
  addEventListener('click', clicked);
  addEventListener('beforeprint', () => fill(0, PRINTED));
  addEventListener('afterprint', draw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => paint(null));
  $('tools').addEventListener('submit', (event) => event.preventDefault());
  $('q').addEventListener('input', (event) => change({q: event.target.value}));
  $('tools').addEventListener('change', (event) => {
    if (event.target.id === 'order') {
      change({sort: event.target.value, descending: false});
    } else if (event.target.name !== 'q') {
      change({[event.target.name]: event.target.value});
    }
  });
  $('size').addEventListener('change', (event) => {
    size = Number(event.target.value);
    change({});
  });
}

function start() {
  fleet = JSON.parse($('fleet-json').textContent);
  rows = (fleet.clusters || []).map(prepared);
  details = new Map(Object.entries(fleet.details || {}).map(([id, detail]) => [lower(id), detail]));
  state = stateOf('');
  prepareTable();
  for (const link of document.querySelectorAll('a[href^="#cluster="]')) {
    link.setAttribute('href', addressOf(stateOf(link.getAttribute('href')).cluster));
  }
  for (const hidden of ['table', 'theme']) {
    $(hidden).hidden = false;
  }
  document.querySelectorAll('.copy[hidden]').forEach((button) => button.removeAttribute('hidden'));
  paint(null);
  listen();
  followPointer();
  route(true);
}

document.addEventListener('DOMContentLoaded', start);
