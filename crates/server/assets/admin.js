// What the administration does better with a script: rows that can be dragged, and a form that is looked at as one types.
const list = document.querySelector("[data-order]");
let dragged;
for (const row of list?.querySelectorAll("tr[data-id]") ?? []) {
  row.draggable = true;
  row.addEventListener("dragstart", () => { dragged = row; row.classList.add("dragged"); });
  row.addEventListener("dragend", () => { row.classList.remove("dragged"); });
  row.addEventListener("dragover", (event) => {
    if (!dragged || dragged === row) return;
    event.preventDefault();
    const { top, height } = row.getBoundingClientRect();
    row[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  });
  row.addEventListener("drop", (event) => event.preventDefault());
}
list?.addEventListener("dragover", (event) => event.preventDefault());
list?.addEventListener("drop", (event) => {
  event.preventDefault();
  const form = document.createElement("form");
  form.method = "post";
  form.action = list.dataset.order;
  const ids = [...list.querySelectorAll("tr[data-id]")].map((row) => row.dataset.id).join(",");
  for (const [name, value] of Object.entries({ csrf: list.dataset.token, ids, seen: list.dataset.seen, back: list.dataset.back })) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
});
// A field that was filled in is looked at by the same rules that saving applies. Nothing is said about untouched ones.
const form = document.querySelector("form.provider-form");
const touched = new Set();
form?.addEventListener("change", async (event) => {
  touched.add(event.target.name);
  const body = new URLSearchParams(new FormData(form));
  body.set("action", "inspect");
  // The form has buttons called "action", which hide the property.
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const errors = await answer.json();
  for (const field of form.querySelectorAll("[data-field]")) {
    const name = field.dataset.field;
    if (!touched.has(name)) continue;
    field.classList.toggle("wrong", name in errors);
    field.querySelector(".error").textContent = errors[name] ?? "";
    field.querySelector("input, textarea, select")?.setAttribute("aria-invalid", String(name in errors));
  }
});
// A dry run leaves the form as it is, so that a secret that was typed is still there to be saved.
form?.addEventListener("submit", async (event) => {
  if (event.submitter?.value !== "test") return;
  event.preventDefault();
  event.submitter.disabled = true;
  const body = new URLSearchParams(new FormData(form));
  body.set("action", "test");
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector("#report, main [role=alert]");
  for (const old of document.querySelectorAll("#report, main [role=alert]")) old.remove();
  if (found) {
    document.querySelector(".columns").before(found);
    found.scrollIntoView({ block: "nearest" });
  }
  event.submitter.disabled = false;
});
// A form with something in it that is not saved asks before it is left.
for (const guarded of document.querySelectorAll("form[data-guard]")) {
  let unsaved = guarded.dataset.unsaved !== undefined;
  guarded.addEventListener("input", () => { unsaved = true; });
  guarded.addEventListener("submit", (event) => { if (event.submitter?.formTarget !== "_blank") unsaved = event.defaultPrevented && unsaved; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
// The callback URL and the guide follow the ID and the path while they are typed.
const guide = document.querySelector(".guide[data-callback]");
if (guide) {
  const fields = ["id", "s.callback_path"].map((name) => document.querySelector(`.provider-form [name="${name}"]`));
  let shown = guide.dataset.shown;
  const follow = () => {
    const [id, path] = fields.map((field) => field?.value.trim() ?? "");
    const wanted = path.startsWith("/") ? guide.dataset.here + path : guide.dataset.callback.replace("{id}", id || "{id}");
    const words = document.createTreeWalker(guide, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) words.currentNode.data = words.currentNode.data.replaceAll(shown, wanted);
    for (const button of guide.querySelectorAll("[data-copy]")) button.dataset.copy = button.dataset.copy.replaceAll(shown, wanted);
    shown = wanted;
  };
  for (const field of fields) field?.addEventListener("input", follow);
}
// Events as they happen: what has been written since the newest row is asked for again and again, and put above it.
for (const button of document.querySelectorAll("[data-follow]")) {
  const table = document.querySelector(button.dataset.follow);
  const rows = table.tBodies[0];
  const PAUSE = 2000;
  let timer;
  const ask = async () => {
    const url = new URL(button.dataset.newer, location.href);
    const newest = rows.querySelector("[data-id]");
    if (newest) url.searchParams.set("after", newest.dataset.id);
    const answer = document.hidden ? undefined : await fetch(url).catch(() => undefined);
    // Another page has come in its place: the session has ended.
    if (answer?.redirected) return location.reload();
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const row of [...(page ? page.querySelectorAll(`${button.dataset.follow} [data-id]`) : [])].reverse()) {
      if (document.querySelector(`[data-id="${row.dataset.id}"]`)) continue;
      for (const time of row.querySelectorAll("time[datetime]")) showTime(time);
      rows.prepend(row);
      table.parentElement.hidden = false;
      for (const empty of document.querySelectorAll("[data-empty]")) empty.hidden = true;
    }
    if (button.ariaPressed === "true") timer = setTimeout(ask, PAUSE);
  };
  button.hidden = false;
  for (const link of document.querySelectorAll("[data-without-follow]")) link.hidden = true;
  button.addEventListener("click", () => {
    clearTimeout(timer);
    button.ariaPressed = String(button.ariaPressed !== "true");
    if (button.ariaPressed === "true") ask();
  });
}
// The search over everything: the page of it, in a dialog.
const finder = document.querySelector("[data-finder]");
if (finder) {
  const page = finder.href;
  const load = async (query) => {
    const answer = await fetch(`${page}?${new URLSearchParams({ q: query })}`).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return location.assign(page);
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".finder");
  };
  const open = async () => {
    if (document.querySelector("dialog[open]")) return;
    const found = await load("");
    if (!found || document.querySelector("dialog[open]")) return;
    const dialog = document.createElement("dialog");
    dialog.className = "card finder";
    dialog.ariaLabel = found.ariaLabel;
    dialog.append(...found.childNodes);
    document.body.append(dialog);
    const input = dialog.querySelector("input[type=search]");
    let asked;
    const search = async () => {
      const wanted = (asked = Symbol());
      const next = await load(input.value.trim());
      if (next && asked === wanted) dialog.querySelector(".found").replaceWith(next.querySelector(".found"));
      return asked === wanted;
    };
    let pause;
    input.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(search, 150); });
    dialog.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      clearTimeout(pause);
      if (await search()) dialog.querySelector(".found a")?.click();
    });
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const stops = [input, ...dialog.querySelectorAll(".found a")];
      stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
    });
    dialog.addEventListener("close", () => { dialog.remove(); finder.focus(); });
    dialog.showModal();
    input.focus();
  };
  for (const keys of finder.querySelectorAll("[data-keys]")) keys.classList.remove("hidden");
  finder.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
}
// The preview follows the form; the lines for the configuration come with the button.
for (const form of document.querySelectorAll("form[data-preview]")) {
  let pause;
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      document.querySelector("iframe.preview").src = `${form.dataset.preview}?${new URLSearchParams(new FormData(form))}`;
    }, 300);
  });
}
// Days are those of the reader's time zone: it goes along with a filter by days, and statistics in UTC are asked for again.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const input of document.querySelectorAll("input[name=zone]")) {
  const dates = [...input.form.querySelectorAll("input[type=date]")];
  if (!input.value && !dates.some((date) => date.value)) input.value = zone;
}
const here = new URL(location.href);
if (document.querySelector("[data-days-of]") && zone && !here.searchParams.has("zone")) {
  here.searchParams.set("zone", zone);
  location.replace(here);
}
