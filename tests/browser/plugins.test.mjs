// A native plugin that breaks its word while the server runs: what an administrator sees, and that another version fixes
// it. The plugin is tests/plugins/fixture.c, which needs the system's C compiler.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import {
  enterAsAdministrator, findOrigin, findOverhang, findSeriousBarriers, launch, shoot, startServer, stopAll,
  usePages,
} from './support.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let libraries;
let server;
let browser;
let origin;

/** The lines that pin a version of the fixture, which is another one for each salt. */
function pinned(salt) {
  const path = join(libraries, `${salt}.so`);
  const source = [`-I${ROOT}crates/plugin/include`, `${ROOT}tests/plugins/fixture.c`];
  const options = ['-std=c11', '-O1', '-shared', '-fPIC', '-pthread', `-DSALT="${salt}"`];
  const built = spawnSync('cc', [...options, ...source, '-o', path], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  return `[plugins]\nenabled = true\n[plugins.office]\npath = ${JSON.stringify(path)}\nsha256 = "${digest}"\n`;
}

/** A provider of it, which behaves as the mode says. */
const provider = (mode) =>
  `[providers.fixture]\nenabled = true\n[providers.fixture.credentials]\nmode = "${mode}"\nurl = "http://127.0.0.1:9"\n`;

before(async () => {
  libraries = mkdtempSync(join(tmpdir(), 'vestibule-plugins-'));
  origin = await findOrigin();
  server = await startServer({ origin, providers: pinned('First') + provider('status 2'), count: 1 });
  browser = await launch();
});

after(async () => {
  await stopAll(browser, undefined, server);
  rmSync(libraries, { recursive: true });
});

const visit = usePages(() => browser, () => server);

describe('a plugin that breaks its word', () => {
  it('PL-03: is out of service, says why and what to do, and another version fixes it', async () => {
    const boss = await visit();
    const { page, complaints } = boss;
    await enterAsAdministrator(page, origin);
    await page.locator('.list tbody tr', { hasText: 'First' }).getByText('Ready').waitFor();

    // Somebody signs in, the plugin fails, and its button is gone.
    const { page: person } = await visit();
    await person.goto(`${origin}/api/auth/providers/fixture/authorize`);
    await person.getByRole('alert').waitFor();
    await person.goto(`${origin}/login`);
    while ((await person.getByRole('link', { name: /Sign in with/ }).count()) > 0) await person.reload();

    await page.reload();
    assert.equal(await page.locator('.list tbody tr', { hasText: 'First' }).getByText('Ready').count(), 0);
    await page.goto(`${origin}/admin/providers/fixture`);
    const fault = page.locator('.broken').first();
    const text = (await fault.innerText()).replaceAll(/\s+/g, ' ');
    assert.match(text, /the plugin `office` is out of service until another version is pinned: it panicked: over/);
    assert.ok(text.includes('Choose another version of the plugin in the configuration'), text);
    await shoot(page, 'plugin-out-of-service');
    assert.deepEqual(await findSeriousBarriers(page), []);
    assert.equal(await findOverhang(page), 0);

    // Reading everything again brings nothing back, as long as the file is the same.
    await page.goto(`${origin}/admin/registry`);
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByText('Configuration reloaded').waitFor();
    await page.goto(`${origin}/admin/providers/fixture`);
    await page.getByText('is out of service until another version is pinned').waitFor();

    const config = join(server.folder, 'config.toml');
    const [head] = readFileSync(config, 'utf8').split('[plugins]');
    writeFileSync(config, head + pinned('Second') + provider('good'));
    await page.goto(`${origin}/admin/registry`);
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByText('Configuration reloaded').waitFor();
    await page.goto(`${origin}/admin/providers`);
    await page.locator('.list tbody tr', { hasText: 'Second' }).getByText('Ready').waitFor();
    assert.deepEqual(complaints, []);
  });

  it('PL-01: that is not the pinned one is reported with where its configuration is', async () => {
    const { page, complaints } = await visit({ viewport: { width: 375, height: 720 } });
    await enterAsAdministrator(page, origin);
    const config = join(server.folder, 'config.toml');
    const before = readFileSync(config, 'utf8');
    writeFileSync(config, before.replace(/sha256 = ".{8}/, 'sha256 = "00000000'));
    await page.goto(`${origin}/admin/registry`);
    await page.getByRole('button', { name: 'Reload' }).click();
    const row = page.locator('.rows > li', { hasText: 'plugins.office' });
    await row.getByText(/its SHA-256 is [0-9a-f]{64}, and `sha256` pins 0{8}/).waitFor();
    await row.getByText(/config\.toml:\d+:\d+/).first().waitFor();
    await row.getByText('Fix the file at that position').waitFor();
    await shoot(page, 'plugin-another-file');
    assert.deepEqual(await findSeriousBarriers(page), []);
    assert.equal(await findOverhang(page), 0);
    // What was in service stays.
    await page.goto(`${origin}/admin/providers`);
    await page.locator('.list tbody tr', { hasText: 'Second' }).getByText('Ready').waitFor();
    writeFileSync(config, before);
    assert.deepEqual(complaints, []);
  });
});
