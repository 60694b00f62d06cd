// What pages do better with a script: times in the reader's own time zone, and buttons that copy.
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
