// Words and elements. Every value of the fleet becomes text here, never markup.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and children; texts become text nodes. */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? '' : value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

/** A symbol that says a state beside its colour. */
function icon(name, ink) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `ink-${ink || name}`);
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Text of a stranger, kept apart so that its marks of direction turn nothing else around. */
const strange = (text) => element('bdi', {}, String(text));

const ICONS = {compliant: 'ok', noncompliant: 'bad', exempt: 'exempt', unknown: 'unknown'};
const WORDS = {compliant: 'compliant', noncompliant: 'not compliant', exempt: 'exempt', unknown: 'not known'};

function badge(status) {
  const known = ICONS[status] ? status : 'unknown';
  return element('span', {class: `badge badge-${known}`}, icon(ICONS[known]), WORDS[known]);
}

const DAY = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC'});
const CLOCK = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', timeZone: 'UTC'});

function moment(instant) {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? String(instant) : `${DAY.format(date)}, ${CLOCK.format(date)} UTC`;
}

/** How far away, in one unit. */
function span(milliseconds) {
  const minutes = Math.abs(milliseconds) / 60000;
  if (minutes < 60) {
    return `${Math.round(minutes)}\u00a0min`;
  }
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)}\u00a0h` : `${Math.round(minutes / 1440)}\u00a0d`;
}

function away(instant, now) {
  const distance = Date.parse(instant) - Date.parse(now);
  if (Number.isNaN(distance)) {
    return instant ? String(instant) : '';
  }
  if (Math.abs(distance) < 30000) {
    return 'just now';
  }
  return distance < 0 ? `${span(distance)} ago` : `in ${span(distance)}`;
}

/** A moment as people say it now, with the exact one for whoever points at it. */
function time(instant, words) {
  return instant ? element('time', {datetime: instant, title: moment(instant)}, words) : '';
}

const COUNT = new Intl.NumberFormat('en-US');

function plural(count, one, many) {
  return `${COUNT.format(count)} ${count === 1 ? one : many}`;
}

/** Copies, also where a page from a file may not use the clipboard; says whether it worked. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = element('textarea', {class: 'unseen', 'aria-hidden': 'true', tabindex: '-1'});
    const before = document.activeElement;
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    before?.focus();
    return done;
  }
}

/** A command with its button. */
function command(text, label) {
  return element('p', {class: 'command'},
      element('code', {tabindex: '0'}, text),
      element('button', {type: 'button', class: 'copy'}, 'Copy', element('span', {class: 'unseen'}, ` ${label}`)));
}
