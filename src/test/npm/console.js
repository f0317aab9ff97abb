// Looks at the console in a real Chromium. Standard input: {"base": address of made-up pages, "lab": address of the
// lab's console, "report": its saved page, "screenshots": folder}. Each check is one line of JSON on standard output, {"check", "failure": null or why}; figures
// are {"measured", "milliseconds"}. Packages are found through NODE_PATH.

// So that the package unpacks the libraries that a bare machine lacks, beside the browser.
process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const {pathToFileURL} = require('node:url');
const vm = require('node:vm');
const {chromium} = require('playwright-core');
const packaged = require('@sparticuz/chromium');

const {base, lab, report, screenshots} = JSON.parse(fs.readFileSync(0, 'utf8'));
const AXE = require.resolve('axe-core/axe.min.js');
const LIGHT = {colorScheme: 'light', viewport: {width: 1360, height: 900}, reducedMotion: 'reduce'};
const DARK = {...LIGHT, colorScheme: 'dark'};
const NARROW = {...LIGHT, viewport: {width: 360, height: 740}};

/** The page's own rows, without a page: what they are sorted and narrowed by. */
const ROWS = vm.runInNewContext(`${['words', 'rows'].map((name) => fs.readFileSync(`src/main/resources/console/${name}.js`, 'utf8')).join('\n')}
  ({sorted, narrowed, stateOf, prepare: (all) => all.map(prepared)})`, {URLSearchParams});

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

let browser;

/** A page that may ask for nothing but itself, and may not complain; what it did is in `heard`. */
async function visit(address, options, use, {axe = false} = {}) {
  const context = await browser.newContext(options);
  const heard = [];
  try {
    await context.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
    if (axe) {
      await context.addInitScript({path: AXE});
    }
    const page = await context.newPage();
    page.on('console', (message) => heard.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => { heard.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('request', (request) => {
      const own = request.isNavigationRequest() && request.url().startsWith(address.split(/[?#]/)[0]);
      if (!own && !request.url().startsWith('data:')) {
        heard.push(`request: ${request.url()}`);
      }
    });
    await page.goto(address);
    await page.waitForSelector('#body tr', {state: 'attached'});
    const result = await use(page, heard);
    return result;
  } finally {
    await context.close();
  }
}

/** The same, and nothing was heard. */
async function quietly(address, options, use, more) {
  await visit(address, options, async (page, heard) => {
    await use(page);
    heard.push(...await page.evaluate(() => window.violations));
    assert.deepEqual(heard, []);
  }, more);
}

const count = (page) => page.textContent('#count');
const names = (page) => page.$$eval('#body th a', (links) => links.map((link) => link.textContent));
const column = (page, place) => page.$$eval('#body tr', (rows, at) => rows.map((row) => row.children[at].textContent), place);
const facts = (page) => page.evaluate(() => JSON.parse(document.getElementById('fleet-json').textContent));
const picture = (page, name, more) => page.screenshot({path: path.join(screenshots, `${name}.png`), ...more});
const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function axe(page) {
  const found = await page.evaluate(() => window.axe.run(document));
  const bad = found.violations.filter((violation) => ['serious', 'critical'].includes(violation.impact));
  assert.deepEqual(bad.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any.map((any) => any.message).join(' ')}`).join(' | ')}`), []);
  assert.ok(found.passes.length > 10, 'axe looked at something');
}

/** Follows the hash to a cluster's page, which comes an event later. */
async function openCluster(page, address, name) {
  await page.goto(address);
  await page.waitForFunction((expected) => document.querySelector('#cluster:not([hidden]) h2 bdi')?.textContent === expected, name);
}

async function withApproval(page) {
  return (await facts(page)).clusters.find((cluster) => cluster.approval);
}

const checks = {
  'the small fleet is shown as it is': () => quietly(`${base}/small`, LIGHT, async (page) => {
    const fleet = await facts(page);
    assert.ok((await count(page)).startsWith(`${fleet.clusters.length} clusters`));
    const rate = Math.floor(fleet.kpis.complianceRate * 1000) / 10;
    assert.equal(await page.textContent('.standing .figure'), `${rate.toFixed(1)}\u00a0%`);
    assert.equal(await page.getAttribute('#grid', 'aria-rowcount'), String(fleet.clusters.length + 1));
    await page.setViewportSize({width: 1360, height: 1180});
    await picture(page, 'console');
    await page.click('nav >> text=Clusters');
    await picture(page, 'clusters');
  }),

  'the lab\'s fleet is served by the function, with its policy and the history that is asked for': async () => {
    await quietly(lab, LIGHT, async (page) => {
      const fleet = await facts(page);
      assert.ok(fleet.clusters.length >= 4);
      assert.ok((await count(page)).startsWith(`${fleet.clusters.length} clusters`));
      assert.deepEqual(fleet.details, {});
      const rate = Math.floor(fleet.kpis.complianceRate * 1000) / 10;
      assert.equal(await page.textContent('.standing .figure'), `${rate.toFixed(1)}\u00a0%`);
      const link = page.locator('#body th a').first();
      const name = await link.textContent();
      const [loaded] = await Promise.all([page.waitForResponse(() => true), link.click()]);
      assert.match((await loaded.allHeaders())['content-security-policy'], /script-src 'sha256-.*frame-ancestors 'none'/);
      await page.waitForSelector('#cluster .timeline li');
      assert.equal(await page.textContent('#cluster h2 bdi'), name);
      assert.match(page.url(), /\?cluster=/);
      await picture(page, 'lab-cluster', {fullPage: true});
    });
    await quietly(lab, DARK, (page) => picture(page, 'lab', {fullPage: true}));
  },

  'the lab\'s fleet is sorted, filtered and searched, its plan approved by the API\'s command, its theme switched, and axe is content': async () => {
    const {clusters: known} = await (await fetch(lab.replace(/console$/, 'clusters'))).json();
    const asking = known.find((cluster) => cluster.approval);
    await quietly(lab, {...LIGHT, permissions: ['clipboard-read', 'clipboard-write']}, async (page) => {
      await page.click('#heads th[data-column=name] button');
      assert.deepEqual(await names(page), known.map((cluster) => cluster.name).sort());
      await page.click('#heads th[data-column=name] button');
      assert.deepEqual(await names(page), known.map((cluster) => cluster.name).sort().reverse());
      await page.selectOption('select[name=status]', 'noncompliant');
      assert.deepEqual((await names(page)).sort(),
          known.filter((cluster) => cluster.status === 'noncompliant' && !cluster.exempt).map((cluster) => cluster.name).sort());
      await page.fill('#q', asking.name);
      assert.deepEqual(await names(page), [asking.name]);
      await axe(page);
      const item = page.locator('.list li:has(.copy)', {hasText: asking.name});
      await item.locator('.copy').click();
      await page.waitForFunction(() => document.getElementById('said').textContent === 'The command is copied.');
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), asking.approval.command);
      await Promise.all([page.waitForURL(/\?cluster=/), page.click('#body th a')]);
      await page.waitForSelector('#cluster .timeline .kind-approval, #cluster .timeline .kind-decision');
      assert.equal(await page.textContent('#cluster .command code'), asking.approval.command);
      await axe(page);
      const color = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await color();
      await page.click('#theme');
      assert.notEqual(await color(), light);
      await axe(page);
      await page.click('.back');
      await axe(page);
    }, {axe: true});
  },

  'every column sorts both ways and says so': () => quietly(`${base}/small`, LIGHT, async (page) => {
    const heads = await page.$$eval('#heads th', (all) => all.map((head) => head.dataset.column));
    assert.equal(heads.length, 12);
    for (const [place, head] of heads.entries()) {
      const button = page.locator(`#heads th[data-column=${head}] button`);
      await button.focus();
      await page.keyboard.press('Enter');
      assert.equal(await page.getAttribute(`#heads th[data-column=${head}]`, 'aria-sort'), 'ascending');
      const up = await column(page, place);
      await page.keyboard.press('Enter');
      assert.equal(await page.getAttribute(`#heads th[data-column=${head}]`, 'aria-sort'), 'descending');
      assert.notDeepEqual(await column(page, place), up, head);
      assert.equal(await page.locator('#heads [aria-sort]').count(), 1);
    }
    await page.click('#heads th[data-column=name] button');
    const shown = await names(page);
    assert.deepEqual(shown, [...shown].sort());
    assert.match(await count(page), /, by cluster, ascending$/);
  }),

  'what is missing comes last either way, instants by time and names in any case': () => quietly(`${base}/small`, LIGHT, async (page) => {
    const clusters = [
      {name: 'whole', step: 'wait', severity: 'high', openSince: '2026-01-05T09:00:00Z', owner: 'Team-A', subscription: 'ABC', environment: 'prod'},
      {name: 'half', step: 'ticket', severity: 'critical', openSince: '2026-01-05T09:00:00.500Z', owner: 'team-a', subscription: 'abc', environment: 'PROD'},
      {name: 'bare'},
    ];
    const rows = ROWS.prepare(clusters);
    const order = (key, descending) => [...ROWS.sorted(rows, key, descending)].map((row) => row.cluster.name);
    for (const key of ['step', 'severity', 'openSince', 'owner']) {
      for (const descending of [false, true]) {
        assert.equal(order(key, descending)[2], 'bare', `${key} ${descending}`);
      }
    }
    assert.deepEqual(order('openSince', false), ['whole', 'half', 'bare']);
    assert.deepEqual(order('openSince', true), ['half', 'whole', 'bare']);
    assert.deepEqual(order('severity', false), ['half', 'whole', 'bare']);
    for (const hash of ['#subscription=aBc', '#owner=TEAM-A', '#environment=Prod']) {
      assert.equal(ROWS.narrowed(rows, ROWS.stateOf(hash)).length, 2, hash);
    }
    const {clusters: [{subscription}]} = await facts(page);
    await page.goto(`${base}/small#environment=PRODUCTION`);
    await page.waitForSelector('.chip[data-facet=environment]');
    assert.equal(await page.inputValue('select[name=environment]'), 'production');
    await page.goto(`${base}/small#subscription=${subscription.toUpperCase()}`);
    await page.waitForSelector('.chip[data-facet=subscription]');
    assert.ok(!(await count(page)).startsWith('0 '), await count(page));
  }),

  'filters, search and their chips narrow the rows and the address': () => quietly(`${base}/small`, LIGHT, async (page) => {
    const fleet = await facts(page);
    const matching = (test) => fleet.clusters.filter(test).length;
    await page.selectOption('select[name=status]', 'noncompliant');
    const open = matching((one) => one.status === 'noncompliant' && !one.exempt);
    assert.ok((await count(page)).startsWith(`${open} of ${fleet.clusters.length} clusters`));
    await page.selectOption('select[name=control]', 'ENTRA-01');
    await page.selectOption('select[name=environment]', 'production');
    const both = matching((one) => one.status === 'noncompliant' && !one.exempt
      && one.findings.includes('ENTRA-01') && one.environment === 'production');
    assert.ok((await count(page)).startsWith(`${both} of`));
    assert.match(page.url(), /#status=noncompliant&environment=production&control=ENTRA-01$/);
    for (const chip of ['control', 'environment', 'status']) {
      await page.click(`.chip[data-facet=${chip}]`);
    }
    await page.fill('#q', 'team-risk PROD');
    const found = matching((one) => one.owner === 'team-risk@contoso.example' && /prod/.test(one.name + one.environment));
    assert.ok((await count(page)).startsWith(`${found} of`), await count(page));
    await page.fill('#q', 'nothing is called so');
    assert.ok((await count(page)).startsWith('0 of'));
    assert.match(await page.textContent('#body'), /No cluster is like that/);
  }),

  'links of the page open what they count': () => quietly(`${base}/small`, LIGHT, async (page) => {
    const {clusters, now} = await facts(page);
    const asked = clusters.filter((one) => one.approval).length;
    await page.evaluate(() => { location.hash = '#approval=asked'; });
    await page.waitForSelector('.chip[data-facet=approval]');
    assert.ok((await count(page)).startsWith(`${asked} of`), await count(page));
    await page.click('.chip[data-facet=approval]');
    const overdue = clusters.find((one) => one.approval && Date.parse(one.approval.until) < Date.parse(now));
    await openCluster(page, `${base}/small#cluster=${encodeURIComponent(overdue.id)}`, overdue.name);
    assert.match(await page.textContent('#cluster .ask'), /ago\)\. That is overdue: the first tag only asks anew/);
    await page.click('.back');
    for (const link of ['.legend a >> nth=1', '.part a >> nth=0', '.gates a >> nth=0']) {
      const target = page.locator(link);
      const facet = (await target.getAttribute('href')).match(/^#(\w+)=/)[1];
      await target.click();
      await page.waitForSelector(`.chip[data-facet=${facet}]`);
      assert.equal(await page.locator('#chips .chip').count(), 1);
      assert.ok(!(await count(page)).startsWith('0 '), await count(page));
    }
    const counted = await page.locator('.gates b').first().textContent();
    assert.ok((await count(page)).startsWith(`${counted} of`), `${counted}: ${await count(page)}`);
    await page.goto(`${base}/small#owner=-`);
    await page.waitForSelector('.chip[data-facet=owner]');
    const fleet = await facts(page);
    assert.ok((await count(page)).startsWith(`${fleet.clusters.filter((one) => !one.owner).length} of`));
  }),

  'a cluster opens with its history, by its address too, and leads back to the rows as they were': () =>
    quietly(`${base}/small#status=noncompliant&q=rg-`, LIGHT, async (page) => {
      const before = await count(page);
      await page.click('#body th a >> nth=0');
      await page.waitForSelector('#cluster h2 bdi');
      const title = await page.textContent('#cluster h2 bdi');
      assert.equal(await page.title(), `${title} – Entra Guard`);
      assert.equal(await page.evaluate(() => document.activeElement.id), 'cluster');
      assert.ok(await page.isHidden('#fleet'));
      assert.ok(await page.locator('.timeline li').count() > 3);
      const at = await page.$$eval('.timeline time', (times) => times.map((time) => time.dateTime));
      assert.deepEqual(at, [...at].sort().reverse());
      await page.click('.back');
      await page.waitForSelector('#q');
      assert.equal(await count(page), before);
      await page.goBack();
      await page.waitForSelector('#cluster h2 bdi');
      assert.equal(await page.textContent('#cluster h2 bdi'), title);
      await page.reload();
      assert.equal(await page.textContent('#cluster h2 bdi'), title);
      await picture(page, 'cluster', {fullPage: true});
    }),

  'a cluster\'s page says whether its audit log is sent': () => visit(`${base}/small`, LIGHT, async (page) => {
    const {clusters} = await facts(page);
    const said = async (coverage) => {
      const one = clusters.find((cluster) => cluster.auditCoverage === coverage);
      await openCluster(page, `${base}/small#cluster=${encodeURIComponent(one.id)}`, one.name);
      return page.locator('.facts div', {hasText: 'Audit log'}).textContent();
    };
    assert.match(await said('covered'), /sent to the guard$/);
    assert.match(await said('missing'), /no audit coverage: its diagnostic setting is missing$/);
  }),

  'where a history is not in the page its address keeps the key': () => visit(`${base}/large?code=k%2B1`, LIGHT, async (page) => {
    const fleet = await facts(page);
    const [known] = Object.keys(fleet.details);
    const stranger = fleet.clusters.find((one) => !fleet.details[one.id]);
    await page.fill('#q', stranger.name);
    const href = await page.locator('#body th a', {hasText: new RegExp(`^${stranger.name}$`)}).getAttribute('href');
    assert.deepEqual([...new URLSearchParams(href)], [['code', 'k+1'], ['cluster', stranger.id]]);
    await page.goto(`${base}/large?code=k%2B1&cluster=${encodeURIComponent(known.toUpperCase())}`);
    await page.waitForSelector('#cluster .timeline');
    await page.goto(`${base}/large?cluster=${encodeURIComponent(stranger.id)}`);
    assert.match(await page.textContent('#cluster'), /not in this copy of the page/);
    await page.goto(`${base}/large?cluster=gone`);
    assert.equal(await page.textContent('#said'), 'That cluster is not in the fleet any more.');
  }),

  'the command that approves is copied': () => quietly(`${base}/small`, {...LIGHT, permissions: ['clipboard-read', 'clipboard-write']}, async (page) => {
    const item = page.locator('.list li:has(.copy)').first();
    const command = await item.locator('code').textContent();
    const {clusters} = await facts(page);
    assert.ok(clusters.some((cluster) => cluster.approval?.command === command));
    await item.locator('.copy').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('said').textContent === 'The command is copied.');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), command);
  }),

  'it is copied where the clipboard is refused as well': () => quietly(`${base}/small`, LIGHT, async (page) => {
    await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); });
    const cluster = await withApproval(page);
    await openCluster(page, `${base}/small#cluster=${encodeURIComponent(cluster.id)}`, cluster.name);
    await page.click('#cluster .copy');
    await page.waitForFunction(() => document.getElementById('said').textContent === 'The command is copied.');
    await page.click('.back');
    await page.click('#q');
    await page.keyboard.press('Control+V');
    assert.equal(await page.inputValue('#q'), cluster.approval.command);
  }),

  'the theme is the system\'s until it is switched, and is kept': () => quietly(`${base}/small`, DARK, async (page) => {
    const color = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await color();
    await picture(page, 'dark');
    assert.equal(await page.getAttribute('#theme', 'aria-pressed'), 'true');
    await page.click('#theme');
    const light = await color();
    assert.notEqual(light, dark);
    assert.equal(await page.getAttribute('#theme', 'aria-pressed'), 'false');
    await page.reload();
    assert.equal(await color(), light);
    await page.emulateMedia({colorScheme: 'light'});
    await page.click('#theme');
    assert.equal(await color(), dark);
  }),

  'the saved report works from a file': () => quietly(pathToFileURL(report).href, LIGHT, async (page) => {
    const fleet = await facts(page);
    assert.ok((await count(page)).startsWith(`${fleet.clusters.length} cluster`));
    await page.click('#heads th[data-column=owner] button');
    await page.click('#theme');
    for (const id of Object.keys(fleet.details).slice(0, 3)) {
      await openCluster(page, `${pathToFileURL(report).href}#cluster=${encodeURIComponent(id)}`, fleet.details[id].name);
      assert.equal(await page.textContent('#cluster .id'), fleet.details[id].id);
    }
    await picture(page, 'report', {fullPage: true});
    assert.equal(Object.keys(fleet.details).length, fleet.clusters.length);
  }),

  'a page without storage still switches its theme': () => quietly(`${base}/small`, LIGHT, async (page) => {
    await page.addInitScript(() => Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no storage'); }}));
    await page.reload();
    await page.click('#theme');
    assert.equal(await page.getAttribute('#theme', 'aria-pressed'), 'true');
  }),

  '10,000 clusters sort, filter and search': () => quietly(`${base}/large`, LIGHT, async (page) => {
    assert.match(await count(page), /^10,000 clusters/);
    const timed = await page.evaluate(() => {
      const time = (act) => {
        const begin = performance.now();
        act();
        document.body.getBoundingClientRect(); // with its layout
        return performance.now() - begin;
      };
      const median = (act, times = 5) => Array.from({length: times}, (_, i) => time(() => act(i))).sort((a, b) => a - b)[times >> 1];
      const change = (select, value) => { select.value = value; select.dispatchEvent(new Event('change', {bubbles: true})); };
      const type = (text) => { const q = document.getElementById('q'); q.value = text; q.dispatchEvent(new Event('input', {bubbles: true})); };
      const status = document.querySelector('select[name=status]');
      const figures = {};
      for (const head of ['name', 'owner', 'openSince']) {
        figures[`sort by ${head}`] = median(() => document.querySelector(`#heads th[data-column=${head}] button`).click());
      }
      figures.filter = median((i) => change(status, i % 2 ? '' : 'noncompliant'));
      change(status, '');
      figures.search = median((i) => type(['risk', 'prod 77', 'switzerland', 'aks-payments', ''][i]));
      type('');
      figures['next page'] = median(() => document.getElementById('next').click());
      figures['page and table, from the start of navigation'] = performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd;
      return figures;
    });
    for (const [measured, milliseconds] of Object.entries(timed)) {
      say({measured: `${measured}, 10,000 clusters`, milliseconds: Math.round(milliseconds * 10) / 10});
    }
    assert.equal(await page.textContent('#page'), 'Page 6 of 200');
    assert.equal(await page.locator('#body tr').count(), 50);
    await page.selectOption('#size', '250');
    assert.equal(await page.locator('#body tr').count(), 250);
    await picture(page, 'large');
  }),

  '360 pixels are wide enough': () => quietly(`${base}/small`, NARROW, async (page) => {
    assert.equal(await sideways(page), 0);
    await picture(page, 'narrow', {fullPage: true});
    const cluster = await withApproval(page);
    await openCluster(page, `${base}/small#cluster=${encodeURIComponent(cluster.id)}`, cluster.name);
    assert.equal(await sideways(page), 0);
    await picture(page, 'narrow-cluster', {fullPage: true});
  }),

  'a stranger\'s texts stay texts': async () => {
    for (let i = 0; i < 4; i++) {
      for (const options of [LIGHT, NARROW]) {
        await quietly(`${base}/hostile${i}`, options, async (page) => {
          const [cluster] = (await facts(page)).clusters;
          assert.equal((await names(page))[0], cluster.name);
          assert.equal(await page.locator('script').count(), 2);
          assert.equal(await page.locator('img, iframe, b b, body script script').count(), 0);
          assert.equal(await sideways(page), 0);
          await openCluster(page, `${base}/hostile${i}#cluster=${encodeURIComponent(cluster.id)}`, cluster.name);
          assert.equal(await page.textContent('#cluster .command code'), cluster.approval.command);
          assert.match(await page.locator('.facts div', {hasText: 'Audit log'}).textContent(), /no audit coverage is known of$/);
          assert.equal(await sideways(page), 0);
          assert.equal(await page.locator('script').count(), 2);
          await picture(page, `hostile${i}`);
        });
      }
    }
  },

  'what would break the policy is refused and heard': () => visit(`${base}/small`, LIGHT, async (page, heard) => {
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.broken = true';
      document.body.append(script);
      const image = document.createElement('img');
      image.src = 'http://127.0.0.1:9/x.png';
      document.body.append(image);
      return fetch('http://127.0.0.1:9/').catch(() => null);
    });
    assert.equal(await page.evaluate(() => window.broken), undefined);
    const violations = await page.evaluate(() => window.violations);
    for (const directive of ['script-src', 'img-src', 'connect-src']) {
      assert.ok(violations.some((one) => one.startsWith(directive)), `${directive} in ${violations}`);
    }
    assert.ok(heard.some((one) => one.startsWith('error')));
  }),

  'without a script the page says the essential': async () => {
    const context = await browser.newContext({...LIGHT, javaScriptEnabled: false});
    const page = await context.newPage();
    await page.goto(`${base}/small`);
    assert.ok(await page.isVisible('.standing .figure'));
    assert.ok(await page.isVisible('text=Waiting for an approver'));
    assert.ok(await page.locator('noscript table tbody tr').count() > 100);
    assert.ok(await page.isHidden('#table'));
    assert.ok(await page.isHidden('.copy >> nth=0'));
    await context.close();
  },

  'on paper there are all rows and no controls': () => quietly(`${base}/small`, DARK, async (page) => {
    await page.emulateMedia({media: 'print'});
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const fleet = await facts(page);
    assert.equal(await page.locator('#body tr').count(), fleet.clusters.length);
    for (const control of ['#tools', '#theme', '#pages', 'nav >> nth=0']) {
      assert.ok(await page.isHidden(control), control);
    }
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
    await picture(page, 'print');
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await page.locator('#body tr').count(), 50);
  }),

  'the chart says a day\'s figures': () => quietly(`${base}/small`, LIGHT, async (page) => {
    const whole = await page.textContent('#reading');
    const {kpis: {series}} = await facts(page);
    const box = await page.locator('#chart').boundingBox();
    await page.mouse.move(box.x + box.width - 1, box.y + box.height / 2);
    assert.ok((await page.textContent('#reading')).startsWith(`${series[series.length - 1].date}: `));
    const swept = new Set(series.map((day) => day.date));
    const span = Math.round((Date.parse(series[series.length - 1].date) - Date.parse(series[0].date)) / 86400000);
    const dates = Array.from({length: span + 1}, (_, i) => new Date(Date.parse(series[0].date) + i * 86400000).toISOString().slice(0, 10));
    const gap = dates.findIndex((date) => !swept.has(date)) + 2;
    await page.mouse.move(box.x + (box.width * gap) / span, box.y + box.height / 2);
    assert.equal(await page.textContent('#reading'), `${dates[gap]}: not counted, no sweep came to its end`);
    assert.equal(dates.filter((date) => !swept.has(date)).length, 5);
    assert.match(whole, /; 5 days in between not counted$/);
    assert.match(await page.getAttribute('#chart .line', 'd'), /^M[^M]+M[^M]+M[^M]+$/);
    await page.mouse.move(box.x, box.y - 200);
    assert.equal(await page.textContent('#reading'), whole);
    assert.equal(await page.locator('.chart tbody tr').count(), series.length);
  }),
};

for (const [theme, options] of [['light', LIGHT], ['dark', DARK], ['narrow', NARROW]]) {
  checks[`axe finds nothing serious, ${theme}`] = () => quietly(`${base}/small`, options, axe, {axe: true});
  checks[`axe finds nothing serious in a cluster, ${theme}`] = () => quietly(`${base}/small`, options, async (page) => {
    const cluster = await withApproval(page);
    await page.evaluate((id) => { location.hash = `#cluster=${encodeURIComponent(id)}`; }, cluster.id);
    await page.waitForSelector('#cluster .timeline');
    await axe(page);
  }, {axe: true});
}

async function main() {
  fs.mkdirSync(screenshots, {recursive: true});
  // Of the package's own arguments none that loosens what is tested: its list has --disable-web-security.
  browser = await chromium.launch({executablePath: await packaged.executablePath(),
    args: ['--no-sandbox', '--headless=shell', '--font-render-hinting=none']});
  for (const [check, run] of Object.entries(checks)) {
    try {
      await run();
      say({check, failure: null});
    } catch (error) {
      say({check, failure: String(error.stack || error)});
    }
  }
  await browser.close();
}

main().then(() => say({done: Object.keys(checks).length}));
