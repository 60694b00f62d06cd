// Starts what the browser tests need: `vestibule demo` or `vestibule serve`, and a Chromium or a Firefox. Each test file has
// its own.
//
// Environment: VESTIBULE_BINARY (default: the debug build), CHROMIUM (default: /usr/bin/chromium) and FIREFOX (default:
// /usr/bin/firefox-esr).
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import readline from 'node:readline';
import { afterEach } from 'node:test';
import { fileURLToPath } from 'node:url';

import axe from 'axe-core';
import { chromium, firefox } from 'playwright-core';

const BINARY = process.env.VESTIBULE_BINARY ?? fileURLToPath(new URL('../../target/debug/vestibule', import.meta.url));
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
const SHOTS = fileURLToPath(new URL('shots/', import.meta.url));

/** Whom every server of `startServer` lets in with a password. */
export const ADMINISTRATOR = { email: 'root@example.com', password: 'correct horse battery staple' };

const LINK = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+[^\s"')]*/;
// Nothing of our own environment but what a program needs to run at all.
const ENVIRONMENT = { PATH: process.env.PATH, NO_COLOR: '1' };

/**
 * Runs `vestibule demo` on a free port. Resolves to `{ link, stop, printed }` when the link for people is printed; rejects
 * with everything that was printed when the program ends without one.
 */
export async function startDemo() {
  const program = run(['demo', '--listen', '127.0.0.1:0']);
  const link = new Promise((resolve) => {
    readline.createInterface({ input: program.child.stdout }).on('line', (line) => {
      program.printed.push(line);
      const found = LINK.exec(line);
      if (found) resolve(found[0]);
    });
  });
  return { ...program, link: await Promise.race([link, program.early]) };
}

/** An origin on a port that is free: the public URL has to be known before anything listens on it. */
export async function findOrigin() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://localhost:${port}`;
}

/**
 * Runs `vestibule serve` at `origin` with `providers` (their part of config.toml), the `ADMINISTRATOR`, and `files` in
 * its folder (path to text). Resolves to `{ folder, stop, printed }` once `count` providers are ready.
 */
export async function startServer({ origin, providers, count, files = {} }) {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-browser-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const config = `public_url = "${origin}"\nlisten = "127.0.0.1:${new URL(origin).port}"\n${providers}`;
  writeFileSync(join(folder, 'config.toml'), config);
  const base = `http://127.0.0.1:${new URL(origin).port}`;
  // Only a server creates an installation, and an administrator is made in one.
  const first = run(['serve'], folder);
  await Promise.race([untilHealthy(base), first.early]);
  await first.stop();
  const { email, password } = ADMINISTRATOR;
  const options = { cwd: folder, env: ENVIRONMENT, input: `${password}\n`, encoding: 'utf8' };
  const made = spawnSync(BINARY, ['admin', 'create', email, '--password-stdin'], options);
  if (made.status !== 0) throw new Error(`no administrator: ${made.stderr}`);
  const program = run(['serve'], folder);
  // Not by name: hosts below `localhost` are known to browsers alone.
  await Promise.race([untilReady(base, count), program.early]);
  const stop = () => program.stop().finally(() => rmSync(folder, { recursive: true }));
  return { ...program, folder, stop };
}

/**
 * Runs `vestibule serve` at `origin` in an empty folder, without any configuration file. Resolves to
 * `{ link, stop, printed }` with the link that the log shows while there is no administrator.
 */
export async function startEmpty({ origin }) {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-browser-'));
  const program = run(['serve'], folder, {
    VESTIBULE_PUBLIC_URL: origin,
    VESTIBULE_LISTEN: `127.0.0.1:${new URL(origin).port}`,
    VESTIBULE_SHUTDOWN__GRACE: '0s',
    VESTIBULE_LIMITS__PASSWORD_PER_MINUTE: '0',
  });
  const shown = new Promise((resolve) => {
    readline.createInterface({ input: program.child.stderr }).on('line', (line) => {
      const { setup_url: link } = JSON.parse(line);
      if (link) resolve(link);
    });
  });
  const link = await Promise.race([shown, program.early]);
  await Promise.race([untilReady(origin, 0), program.early]);
  const stop = () => program.stop().finally(() => rmSync(folder, { recursive: true }));
  return { ...program, link, stop };
}

async function untilHealthy(base) {
  while (!(await fetch(`${base}/healthz`).catch(() => undefined))?.ok);
}

async function untilReady(origin, count) {
  for (;;) {
    const answer = await fetch(`${origin}/api/auth/providers`).catch(() => undefined);
    if (answer?.ok && (await answer.json()).providers.length === count) return;
  }
}

function run(args, cwd, variables = {}) {
  const child = spawn(BINARY, args, { cwd, env: { ...ENVIRONMENT, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = [];
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  readline.createInterface({ input: child.stderr }).on('line', (line) => printed.push(line));
  const early = ended.then(({ code, signal }) => {
    throw new Error(`vestibule ${args[0]} ended (${signal ?? code}) before it was ready:\n${printed.join('\n')}`);
  });
  early.catch(() => undefined);
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { child, early, stop, printed };
}

export function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** The Firefox of the system, spoken to by WebDriver BiDi. It asks nobody whether it is online, and reports nothing. */
export function launchFirefox() {
  return firefox.launch({
    channel: 'moz-firefox',
    executablePath: FIREFOX,
    firefoxUserPrefs: {
      'app.normandy.enabled': false,
      'browser.safebrowsing.downloads.remote.enabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'services.settings.server': '',
      'toolkit.telemetry.enabled': false,
    },
  });
}

/**
 * A page with cookies of its own. `complaints` collects what a page must not do: log errors (a violated content
 * security policy is one), throw, or ask anybody beyond this machine, which is refused as well.
 */
async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, locale: 'en-GB', ...options });
  const complaints = [];
  await context.route(isElsewhere, (route) => {
    complaints.push(`request to ${route.request().url()}`);
    return route.abort();
  });
  context.on('weberror', (error) => complaints.push(`script: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return { context, page, complaints };
}

/**
 * Returns `visit(options)`, which opens a page in `browser()`. Each test's pages are closed after it; one that fails first
 * prints what is known about them and what `program()` has printed.
 */
export function usePages(browser, program) {
  let visits = [];
  afterEach(async (test) => {
    await report(test, visits, program());
    await Promise.all(visits.map(({ context }) => context.close()));
    visits = [];
  });
  return async (options) => {
    const opened = await openPage(browser(), options);
    visits.push(opened);
    return opened;
  };
}

/** Closes the browser, then ends the programs; each must end in order when it is asked to. */
export async function stopAll(browser, op, ...programs) {
  await browser?.close();
  await op?.stop();
  for (const program of programs) {
    if (program) assert.deepEqual(await program.stop(), { code: 0, signal: null }, 'it ends in order when it is asked to');
  }
}

function isElsewhere(url) {
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname) || url.hostname.endsWith('.localhost');
  return ['http:', 'https:'].includes(url.protocol) && !here;
}

/** Goes to a page. What the script of the page before it has begun, such as a passkey that is offered, may end that once. */
async function open(page, url) {
  try {
    await page.goto(url);
  } catch (error) {
    if (!error.message.includes('ERR_ABORTED')) throw error;
    await page.goto(url);
  }
}

/** Signs the `ADMINISTRATOR` of a server in, and leaves the page at its providers. */
export async function enterAsAdministrator(page, origin) {
  await open(page, `${origin}/login?return_to=%2Fadmin%2Fproviders`);
  const email = page.locator('input[name=email]');
  if (!(await email.isVisible())) await page.locator('details.password summary').click();
  await email.fill(ADMINISTRATOR.email);
  await page.locator('input[name=password]').fill(ADMINISTRATOR.password);
  await page.locator('details.password button').click();
  // The offer of a second factor.
  await page.getByRole('link', { name: /^(Not now|Nicht jetzt|Pas maintenant)$/ }).click();
  await page.waitForURL(`${origin}/admin/providers`);
}

/** Answers the question that the last click led to with yes: in a dialog, or on a page without a script. */
export async function sayYes(page) {
  await page.locator('.question button').click();
}

/** Deletes the provider whose page is open. */
export async function deleteProvider(page) {
  await page.getByRole('button', { name: 'Delete provider' }).click();
  await sayYes(page);
  await page.getByText('has been deleted').waitFor();
}

/** Asks the certified provider what it knows, or sets how it behaves. */
export async function askOp(op, method, name, body) {
  const response = await fetch(`${op.issuer}/_test/${name}`, { method, body: body && JSON.stringify(body) });
  const answer = await response.json();
  assert.ok(response.ok, answer.error);
  return answer;
}

/** What axe-core finds wrong with the page for people who see, hear or move differently; empty when it is fine. */
export async function findBarriers(page) {
  await page.evaluate(axe.source);
  // Style sheets are read from the page; fetching them again would violate its policy.
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { preload: false }));
  return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

/** Those barriers that keep somebody out. */
export async function findSeriousBarriers(page) {
  return (await findBarriers(page)).filter((line) => /^(serious|critical)/.test(line));
}

/** How many pixels of the page stick out to the right of the window. */
export function findOverhang(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** A picture of the whole page in shots/, for people who look at a failure or at a change. */
export async function shoot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true });
}

/** Prints what is known about a test that failed: where it was, what it looked like, what the program said. */
async function report(test, visits, program) {
  if (!test.error) return;
  for (const [index, { page, complaints }] of visits.entries()) {
    await shoot(page, `failure-${index}`);
    console.error([`at ${page.url()}`, ...complaints].join('\n'));
  }
  if (program) console.error(program.printed.slice(-40).join('\n'));
}
