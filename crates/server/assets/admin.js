// What the administration does better with a script: rows that can be dragged, and a form that is looked at as one types.
const list = document.querySelector("[data-order]");
let dragged;
for (const row of list?.querySelectorAll("li[data-id]") ?? []) {
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
  const ids = [...list.querySelectorAll("li[data-id]")].map((row) => row.dataset.id).join(",");
  for (const [name, value] of Object.entries({ csrf: list.dataset.token, ids })) {
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
