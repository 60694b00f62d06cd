// What an editor says that follows the `#:schema` lines: nothing about our own files, and the right line about a mistake.
// Taplo is the language server behind the usual TOML extensions; its linter reads the same schemas in the same way.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const vestibule = process.env.VESTIBULE_BINARY ?? join(root, "target/debug/vestibule");
const taplo = join(here, "node_modules/@taplo/cli/dist/cli.js");

/** Lints files; resolves to the exit code and everything that was said. */
function lint(folder, files) {
  const words = [taplo, "lint", "--no-auto-config", "--colors", "never", ...files];
  return new Promise((done) => {
    const environment = { ...process.env, RUST_LOG: "debug" };
    execFile(process.execPath, words, { cwd: folder, env: environment }, (error, stdout, stderr) => {
      done({ code: error ? error.code : 0, said: stdout + stderr });
    });
  });
}

/** Writes the definition `id` into `providers/` of a folder, as an operator does. */
function newDefinition(folder, id, ...words) {
  return new Promise((done, failed) => {
    execFile(vestibule, ["provider", "new", id, ...words], { cwd: folder, env: {} }, (error) => {
      error ? failed(error) : done();
    });
  });
}

/** Every complaint, with the file and the line that it is about. */
function complaints(said) {
  const found = said.matchAll(/^error: (?<message>.*)\n\s*┌─ (?<file>.*):(?<line>\d+):\d+$/gm);
  return [...found].map(({ groups }) => ({ ...groups, line: Number(groups.line) }));
}

test("every file of ours names its schema and fits it", async () => {
  const official = "providers/official";
  const names = await readdir(join(root, official));
  const files = ["config.toml", ...names.filter((name) => name.endsWith(".toml")).map((name) => join(official, name))];
  assert.ok(files.length > 10, "the definitions were not found");
  for (const file of files) {
    const first = (await readFile(join(root, file), "utf8")).split("\n", 1)[0];
    assert.match(first, /^#:schema \.{1,2}\/.*\.schema\.json$/, file);
  }
  const { code, said } = await lint(root, files);
  assert.deepEqual(complaints(said), []);
  assert.equal(code, 0, said);
  assert.equal(said.match(/using schema /g)?.length, files.length, "a schema was not read");
});

test("a new definition is complete, and an editor follows it while it is changed", async () => {
  const place = await mkdtemp(join(tmpdir(), "vestibule-editor-"));
  try {
    await writeFile(join(place, "config.toml"), "");
    await newDefinition(place, "club");
    await newDefinition(place, "guild", "--protocol", "oauth2");
    const [club, guild] = ["club", "guild"].map((id) => join(place, `providers/${id}.toml`));
    const fresh = await lint(place, [club, guild]);
    assert.deepEqual(complaints(fresh.said), []);
    assert.equal(fresh.code, 0, fresh.said);
    assert.equal(fresh.said.match(/using schema /g)?.length, 2, fresh.said);
    const text = await readFile(club, "utf8");
    const line = text.split("\n").findIndex((line) => line.startsWith("scopes ")) + 1;
    await writeFile(club, text.replace("\nscopes ", "\nscpoes "));
    const found = complaints((await lint(place, [club])).said);
    assert.ok(found.some((one) => one.line === line && one.message.includes("'scpoes' was unexpected")), found);
  } finally {
    await rm(place, { recursive: true });
  }
});

const mistakes = [
  ["config", "public_url = 3", '3 is not of type "string"'],
  ["config", '[session]\nidle = "12 hours"', '"12 hours" does not match'],
  ["config", 'lisen = "127.0.0.1:1"', "'lisen' was unexpected"],
  ["config", '[providers.work]\nenabled = "yes"', '"yes" is not of type "boolean"'],
  ["config", '[providers.work]\nenabeld = true', "'enabeld' was unexpected"],
  ["config", '[providers.work.credentials]\nclient_secret = { evn = "S" }', "is not valid under any of the schemas"],
  ["definition", 'id = "Bad Id"', '"Bad Id" does not match'],
  ["definition", 'protocol = "saml"', '"saml" is not valid'],
  ["definition", 'scope = ["openid"]', "'scope' was unexpected"],
  ["definition", '[client]\npkce = false', "false is not valid"],
  ["definition", '[claims]\nmail = "email"', "'mail' was unexpected"],
];

let folder;
let found;

// All files in one run: most of what a run takes is the linter's own start.
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "vestibule-editor-"));
  await cp(join(root, "schemas"), join(folder, "schemas"), { recursive: true });
  const files = mistakes.map((_, index) => join(folder, `${index}.toml`));
  const texts = mistakes.map(([schema, text]) => `#:schema ./schemas/${schema}.schema.json\n${text}\n`);
  await Promise.all(files.map((file, index) => writeFile(file, texts[index])));
  found = complaints((await lint(folder, files)).said);
});
after(() => rm(folder, { recursive: true }));

mistakes.forEach(([schema, text, expected], index) => {
  test(`${schema}: ${text.replaceAll("\n", " / ")}`, () => {
    const here = found.filter(({ file }) => file.endsWith(`/${index}.toml`));
    const last = text.split("\n").length + 1;
    // The linter repeats what is wrong with a table for each of its keys: the line of the key is among them.
    const there = here.some(({ line, message }) => line === last && message.includes(expected));
    assert.ok(there, `expected line ${last}: ${expected}, found ${JSON.stringify(here, null, 1)}`);
  });
});
