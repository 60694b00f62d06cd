// What pages do better with a script: times in the reader's own time zone, buttons that copy, and
// how strong the password is that is being typed.
const page = document.documentElement.lang;
// English pages show dates as the reader writes them: en-GB and en-US differ.
const language = navigator.languages.find((tag) => tag.split("-")[0] === page) ?? page;
const times = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
// A day of the statistics is one in UTC; everything else is shown in the time zone of the reader.
const days = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
const showTime = (time) => {
  time.title = time.textContent;
  time.textContent = (time.dateTime.includes("T") ? times : days).format(new Date(time.dateTime));
};
for (const time of document.querySelectorAll("time[datetime]")) showTime(time);
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 2000);
  });
}

for (const strength of document.querySelectorAll("[data-strength]")) {
  const [meter, text] = strength.children;
  const form = strength.closest("form");
  let asked;
  const ask = async () => {
    const [body, wanted] = [new URLSearchParams(new FormData(form)), Symbol()];
    asked = wanted;
    strength.hidden = !body.get("password");
    if (strength.hidden) return;
    const answer = await fetch(strength.dataset.strength, { method: "POST", body }).catch(() => undefined);
    if (!answer?.ok || asked !== wanted) return;
    const { score, text: says } = await answer.json();
    meter.value = score;
    text.textContent = says;
  };
  let pause;
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, 250);
  });
}

// A question before something is done is a dialog here; without a script it is a page.
let asked;
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (submitter?.dataset.ask === undefined || asked === submitter) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, submitter));
  // The form has buttons called "action", which hide the property.
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { accept: "text/html" } }).catch(() => undefined);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const question = page && page.querySelector(".question");
  if (!question) {
    // Something else came of it, which is a page of its own.
    asked = submitter;
    form.requestSubmit(submitter);
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.className = "card";
  dialog.setAttribute("aria-labelledby", "question");
  dialog.append(question);
  document.body.append(dialog);
  const cancel = dialog.querySelector("[data-cancel]");
  cancel.addEventListener("click", (click) => { click.preventDefault(); dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); submitter.focus(); });
  dialog.showModal();
  cancel.focus();
});
// A form that waits for its person to sign in again goes on by itself once they have.
const waiting = document.querySelector("form[data-continue]");
if (waiting) {
  addEventListener("focus", async () => {
    const answer = await fetch(waiting.dataset.continue).catch(() => undefined);
    if (answer?.ok) waiting.requestSubmit();
  });
}
// A list that filters as one types.
for (const input of document.querySelectorAll("[data-search]")) {
  const rows = document.querySelectorAll(input.dataset.search);
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase();
    for (const row of rows) row.hidden = !`${row.textContent} ${row.dataset.words ?? ""}`.toLowerCase().includes(wanted);
    for (const group of document.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("li:not([hidden])");
    const none = document.querySelector("[data-empty]");
    if (none) none.hidden = [...rows].some((row) => !row.hidden);
  });
}
// Another address than ours: signing in would fail at its end.
for (const note of document.querySelectorAll("[data-origin]")) {
  if (location.origin !== note.dataset.origin) note.hidden = false;
}
