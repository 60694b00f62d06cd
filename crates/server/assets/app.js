// What pages do better with a script: times in the reader's own time zone, buttons that copy, and
// how strong the password is that is being typed.
const page = document.documentElement.lang;
// English pages show dates as the reader writes them: en-GB and en-US differ.
const language = navigator.languages.find((tag) => tag.split("-")[0] === page) ?? page;
const times = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
for (const time of document.querySelectorAll("time[datetime]")) {
  time.title = time.textContent;
  time.textContent = times.format(new Date(time.dateTime));
}
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
