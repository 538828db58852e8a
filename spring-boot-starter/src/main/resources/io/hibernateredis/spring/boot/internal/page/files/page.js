// The page. Whatever comes from the cache is set as text, never as markup.

import {bar, draw} from './charts.js';

const $ = (id) => document.getElementById(id);
const numbers = new Intl.NumberFormat();
const compact = new Intl.NumberFormat([], {notation: 'compact', maximumFractionDigits: 1});
const MOST_POINTS = 720;

let overview = {factories: {}};
let factory = null;
let points = [];
let total = null;
let sizes = new Map();
let readOnly = true;
let found = {pattern: null, cursor: null};

// ---- asking

async function ask(question, parameters = {}) {
  const query = new URLSearchParams(factory === null ? {} : {factory});
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined) {
      query.set(name, value);
    }
  }
  return read(await fetch(`api/${question}?${query}`, {credentials: 'same-origin'}));
}

async function read(response) {
  let body = {};
  try {
    body = await response.json();
  } catch (e) {
    // The application's own error page, as that of a login.
  }
  if (!response.ok) {
    throw new Error(body.error || `the application answered ${response.status}`);
  }
  return body;
}

async function clear(...path) {
  const body = new URLSearchParams(factory === null ? {} : {factory});
  path.forEach((part) => body.append('path', part));
  const headers = {'X-Hibernate-Redis': 'page'};
  const token = document.cookie.split('; ').find((each) => each.startsWith('XSRF-TOKEN='));
  if (token) {
    headers['X-XSRF-TOKEN'] = decodeURIComponent(token.substring('XSRF-TOKEN='.length));
  }
  return read(await fetch('api/clear', {method: 'POST', credentials: 'same-origin', headers, body}));
}

function say(text, bad) {
  $('message').textContent = text;
  $('message').classList.toggle('bad', Boolean(bad));
  $('message').hidden = !text;
}

/** Runs an action, and says what goes wrong. */
function trying(action) {
  return async (event) => {
    if (event && event.type === 'submit') {
      event.preventDefault();
    }
    try {
      await action(event);
    } catch (e) {
      say(e.message, true);
    }
  };
}

// ---- building

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'text') {
      made.textContent = value;
    } else if (key === 'onclick') {
      made.addEventListener('click', value);
    } else {
      made.setAttribute(key, value);
    }
  }
  made.append(...children);
  return made;
}

/** Makes the children those of some items, and leaves those that stay where they are: they may have the focus. */
function children(parent, items, keyOf, make, update) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, i) => {
    const key = keyOf(item);
    let child = known.get(key);
    known.delete(key);
    if (!child) {
      child = make(item);
      child.dataset.key = key;
    }
    if (parent.children[i] !== child) {
      parent.insertBefore(child, parent.children[i] || null);
    }
    update(child, item);
  });
  known.forEach((child) => child.remove());
}

/** Only what is whole is 100 %. */
const percent = (ratio) => (ratio === null ? '–'
  : ratio === 0 || ratio === 1 ? `${100 * ratio} %` : `${Math.min(99.9, 100 * ratio).toFixed(1)} %`);
const short = (number) => (number < 10_000 ? numbers.format(number) : compact.format(number));
const millis = (value) => (value === null ? '–' : value < 10 ? value.toFixed(2) : value.toFixed(0));

function bytes(number) {
  if (number === null || number === undefined) {
    return '–';
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = number;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

function duration(value) {
  if (value === null) {
    return 'for ever';
  }
  const seconds = Math.round(value / 1000);
  if (seconds < 120) {
    return `${seconds} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

// ---- overview

function showStatus() {
  const status = overview.factories[factory];
  if (!status) {
    $('state').textContent = 'nothing is cached in Redis';
    return;
  }
  const good = status.readable;
  $('state').className = `state ${good ? 'good' : 'bad'}`;
  const state = good
    ? 'Redis is in use'
    : `Redis is bypassed${status.pendingInvalidations ? `, ${status.pendingInvalidations} pending` : ''}`;
  if ($('state').textContent !== state) {
    $('state').textContent = state;
  }
  $('where').textContent = `${status.namespace} at ${status.server}`;
}

function sum(some, name) {
  return some.reduce((all, point) => all + point[name], 0);
}

function ratioOf(hits, misses) {
  return hits + misses === 0 ? null : hits / (hits + misses);
}

function showTiles() {
  const every = overview.sampleMillis / 1000;
  const last = points.slice(-Math.max(1, Math.round(60 / every)));
  const hits = sum(last, 'hits');
  const misses = sum(last, 'misses');
  const answers = sum(last, 'answers');
  $('t-ratio').textContent = percent(ratioOf(hits, misses));
  $('t-ratio-all').textContent = `${percent(ratioOf(total.hits, total.misses))} since the start`;
  $('t-rate').textContent = last.length ? short(Math.round((hits + misses) / (last.length * every))) : '–';
  $('t-near').textContent = `${percent(hits ? sum(last, 'nearHits') / hits : null)} of hits are near`;
  $('t-wait').textContent = answers ? `${millis(sum(last, 'answerNanos') / answers / 1e6)} ms` : '–';
  $('t-saved').textContent = short(total.hits);
  $('t-sql').textContent = total.statements < 0 ? 'since the start' : `since the start; ${short(total.statements)} sent`;
}

function showCharts() {
  const every = overview.sampleMillis / 1000;
  const times = points.map((point) => point.millis);
  draw($('c-ratio'), times,
    [{values: points.map((point) => ratioOf(point.hits, point.misses)), area: true}],
    {max: 1, format: (value) => `${Math.round(100 * value)}%`, label: 'Hit ratio'});
  draw($('c-wait'), times,
    [{values: points.map((point) => (point.answers ? point.answerNanos / point.answers / 1e6 : null))}],
    {format: (value) => (value >= 10 ? value.toFixed(0) : value.toFixed(value && value < 1 ? 2 : 1)), label: 'Wait for Redis in milliseconds'});
  draw($('c-saved'), times,
    [{values: points.map((point) => point.hits / every), area: true},
      {values: points.map((point) => point.misses / every), second: true}],
    {format: (value) => compact.format(value), label: 'SQL saved a second'});
}

// ---- regions

function showRegions(regions) {
  children($('region-rows'), regions, (each) => each.region, makeRegion, updateRegion);
}

function makeRegion(each) {
  const row = element('tr', {},
    element('td', {class: 'name', text: each.region}),
    ...['num', 'num', 'num wide', 'num', 'num wide', 'num wide', 'num wide', 'num wide']
      .map((css) => element('td', {class: css})));
  if (!readOnly) {
    row.append(element('td', {}, element('button', {
      type: 'button', text: 'Clear', 'aria-label': `Clear region ${each.region}`,
      onclick: trying(() => confirmed(`Clear region ${each.region}?`, 'regions', each.region)),
    })));
  }
  return row;
}

function updateRegion(row, each) {
  const cells = row.children;
  const size = sizes.get(each.region);
  const lookups = each.hits + each.misses;
  const ratio = lookups ? percent(each.hitRatio) : '–';
  if (cells[1].dataset.ratio !== ratio) {
    cells[1].dataset.ratio = ratio;
    cells[1].replaceChildren(...(lookups ? [bar(each.hitRatio)] : []), ratio);
  }
  [each.hits, each.nearHits, each.misses, each.puts, each.invalidations].forEach((number, i) => {
    cells[2 + i].textContent = short(number);
  });
  cells[7].textContent = size ? short(size.entries) : '–';
  cells[8].textContent = size ? bytes(size.bytes) : '–';
}

async function measure() {
  $('measure').disabled = true;
  try {
    const report = await ask('sizes');
    sizes = new Map(report.regions.map((each) => [each.region, each]));
    $('sizes-note').textContent =
      `${report.complete ? 'All keys were counted' : 'Extrapolated from a sample of the keys'};`
      + ` memory by a sample. The index holds ${numbers.format(report.indexTags + report.indexRecent)} tags.`;
    showRegions((await ask('regions')).regions);
  } finally {
    $('measure').disabled = false;
  }
}

// ---- queries

function showQueries(queries) {
  if (!queries.length) {
    $('query-rows').replaceChildren(element('p', {class: 'muted', text: 'No cacheable query has been executed yet.', 'data-key': ''}));
    return;
  }
  children($('query-rows'), queries, (each) => each.sql, makeQuery, updateQuery);
}

function makeQuery(each) {
  const details = element('details', {},
    element('summary', {},
      element('span', {class: 'name', text: each.sql}),
      element('span', {class: 'num muted lookups'}),
      element('span', {class: 'num'})));
  const facts = element('ul');
  if (each.whyNotCacheable) {
    facts.append(element('li', {class: 'warn', text: `Not cached: ${each.whyNotCacheable}`}));
  }
  each.rowGroups.forEach((group) => facts.append(element('li', {text: `Depends on rows of ${group}`})));
  Object.entries(each.widened).forEach(([table, reason]) =>
    facts.append(element('li', {class: 'warn', text: `Depends on all rows of ${table}: ${reason}`})));
  facts.append(element('li', {class: 'muted', text: `Region ${each.region}`}), element('li', {class: 'muted'}));
  details.append(facts);
  if (!overview.readOnly && each.tables.length) {
    const clear = element('button', {type: 'button', class: 'clear-query', text: 'Clear'});
    clear.addEventListener('click', trying(() => confirmed(
      `Clear the results of this query, and all others that read ${each.tables.join(', ')}?`, 'queries', each.id)));
    details.append(clear);
  }
  return details;
}

function updateQuery(details, each) {
  const lookups = each.hits + each.misses;
  const cells = details.querySelector('summary').children;
  cells[1].textContent = `${short(lookups)} lookups`;
  cells[2].textContent = each.whyNotCacheable ? 'not cached' : percent(lookups ? each.hits / lookups : null);
  details.querySelector('li:last-child').textContent =
    `${numbers.format(each.hits)} hits, ${numbers.format(each.misses)} misses,`
    + ` of which ${numbers.format(each.stale)} found a result that was out of date`;
}

// ---- keys

async function find(more) {
  const pattern = more ? found.pattern : $('pattern').value;
  const page = await ask('keys', {pattern, limit: 50, cursor: more ? found.cursor : null});
  found = {pattern, cursor: page.cursor};
  if (!more) {
    $('key-rows').replaceChildren();
    $('entry').hidden = true;
  }
  page.keys.forEach((name) => $('key-rows').append(element('li', {}, keyButton(name))));
  const count = $('key-rows').children.length;
  $('keys-note').textContent = page.cursor
    ? `${numbers.format(count)} keys so far; not all keys were looked at`
    : `${numbers.format(count)} ${count === 1 ? 'key' : 'keys'}`;
  $('more').hidden = !page.cursor;
  say('');
}

function keyButton(name) {
  return element('button', {type: 'button', class: 'plain name', text: name, onclick: trying(() => showEntry(name))});
}

async function showEntry(name) {
  const entry = await ask('entry', {name});
  const facts = element('dl');
  const fact = (term, text, css) => facts.append(element('dt', {text: term}), element('dd', {text, class: css || ''}));
  if (entry.valid === null) {
    fact('Valid', `not known: ${entry.reason}`);
  } else {
    fact('Valid', entry.valid ? 'yes' : `no: ${entry.reason}`, entry.valid ? '' : 'warn');
  }
  fact('Loaded', entry.loaded ? new Date(entry.loaded).toLocaleString([], {hourCycle: 'h23'}) : '–');
  fact('Lives', entry.timeToLiveMillis === null ? 'for ever' : `${duration(entry.timeToLiveMillis)} more`);
  fact('Size', bytes(entry.bytes));
  if (entry.role) {
    fact('Holds', entry.role);
  }
  $('entry').replaceChildren(
    element('p', {class: 'name', text: entry.name}),
    facts,
    entry.whyNoValue
      ? element('p', {class: 'muted', text: `No value: ${entry.whyNoValue}`})
      : element('pre', {text: JSON.stringify(entry.value, null, 2)}));
  $('entry').hidden = false;
  if (window.matchMedia('(max-width: 46rem)').matches) {
    $('entry').scrollIntoView({block: 'nearest'});
  }
}

function showHotKeys(hot) {
  $('hot-note').textContent = hot.counted
    ? 'Looked up most by this instance, by a sample.'
    : 'Counted with hibernate-redis.admin.hot-keys=true.';
  children($('hot-rows'), hot.keys, (each) => each.name,
    (each) => element('li', {}, keyButton(each.name), element('span', {class: 'num'})),
    (row, each) => {
      row.lastChild.textContent = `${short(each.lookups)} · ${percent(each.hitRatio)}`;
    });
}

// ---- invalidations

const CAUSES = {COMMIT: 'commit', EVICTION: 'cleared', EVERYTHING: 'everything'};

/** A tag in words. */
function words(tag) {
  const rest = tag.substring(2);
  switch (tag.charAt(0)) {
    case 'e': return rest;
    case 'r': return `region ${rest}`;
    case 't': case 'u': return `table ${rest}`;
    case 'c': return `table ${rest.split('|')[0]}`;
    case 'g': return 'a group of rows';
    case 'a': return `tag ${rest}`;
    case 'k': return rest ? `some tag ${rest}:…` : 'some tag';
    default: return tag;
  }
}

function showInvalidations(all) {
  const rows = all.map((each) => {
    const what = each.cause === 'EVERYTHING' ? 'everything'
      : each.tags ? [...new Set(each.tags.map(words))].join(', ') : each.places.join(', ');
    const rest = each.tags && each.count > each.tags.length ? ` and ${each.count - each.tags.length} more` : '';
    return element('li', {},
      element('time', {datetime: each.when, text: new Date(each.when).toLocaleTimeString([], {hourCycle: 'h23'})}),
      element('span', {text: CAUSES[each.cause] || each.cause}),
      element('span', {class: 'name', text: what + rest}));
  });
  $('invalidation-rows').replaceChildren(...(rows.length ? rows : [element('li', {class: 'muted', text: 'None yet.'})]));
}

// ---- clearing

function confirmed(text, ...path) {
  const dialog = $('confirm');
  $('confirm-text').textContent = text;
  dialog.returnValue = 'no';
  dialog.addEventListener('close', trying(async () => {
    if (dialog.returnValue === 'yes') {
      const done = await clear(...path);
      say(done.pending
        ? `Redis has yet to be told: ${done.cleared} is cleared when it answers again.`
        : `Cleared ${done.cleared}.`);
      await refresh();
    }
  }), {once: true});
  dialog.showModal();
}

// ---- all together

async function refresh() {
  overview = await ask('overview');
  const names = Object.keys(overview.factories);
  if (!names.includes(factory)) {
    factory = names.length ? names[0] : null;
    begin(names);
  }
  showStatus();
  if (factory === null) {
    return;
  }
  const after = points.length ? points[points.length - 1].millis : null;
  const history = await ask('history', {after});
  total = history.total;
  points = points.concat(history.points).slice(-MOST_POINTS);
  showTiles();
  showCharts();
  showRegions((await ask('regions')).regions);
  showQueries((await ask('queries', {limit: 20})).queries);
  showInvalidations((await ask('invalidations', {limit: 15})).invalidations);
  if (overview.showsValues) {
    showHotKeys(await ask('hot-keys', {limit: 10}));
  }
}

/** What depends on the factory and on the properties. */
function begin(names) {
  readOnly = overview.readOnly;
  points = [];
  sizes = new Map();
  $('factory').replaceChildren(...names.map((name) => element('option', {value: name, text: name})));
  $('factory').value = factory;
  $('factory-choice').hidden = names.length < 2;
  $('keys-hidden').hidden = overview.showsValues;
  $('keys-shown').hidden = !overview.showsValues;
  $('read-only').hidden = !readOnly;
  $('clear-forms').hidden = readOnly;
  document.querySelectorAll('.write').forEach((each) => {
    each.hidden = readOnly;
  });
  $('region-rows').replaceChildren();
  $('query-rows').replaceChildren();
}

async function run() {
  let failed = false;
  for (;;) {
    if (!document.hidden) {
      try {
        await refresh();
        if (failed) {
          say('');
        }
        failed = false;
      } catch (e) {
        failed = true;
        $('state').className = 'state bad';
        $('state').textContent = 'not connected';
        say(e.message, true);
      }
    }
    await new Promise((resolve) => {
      setTimeout(resolve, Math.max(1000, overview.sampleMillis || 0));
    });
  }
}

$('factory').addEventListener('change', trying(() => {
  factory = $('factory').value;
  begin(Object.keys(overview.factories));
  return refresh();
}));
$('measure').addEventListener('click', trying(measure));
$('key-form').addEventListener('submit', trying(() => find(false)));
$('more').addEventListener('click', trying(() => find(true)));
$('clear-entity').addEventListener('submit', trying(() => confirmed(
  `Clear ${$('entity-name').value} ${$('entity-id').value}?`, 'entities', $('entity-name').value, $('entity-id').value)));
$('clear-tags').addEventListener('submit', trying(() => confirmed(
  `Clear what is tagged ${$('tag-names').value}?`, 'tags', $('tag-names').value)));
$('clear-queries').addEventListener('click', trying(() => confirmed('Clear the results of all queries?', 'queries')));
$('clear-everything').addEventListener('click', trying(() => confirmed('Clear everything?', 'everything')));
window.addEventListener('resize', () => {
  if (total) {
    showCharts();
  }
});
run();
