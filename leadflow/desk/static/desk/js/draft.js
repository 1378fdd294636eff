// What was typed survives a lost session: notes are kept in this browser until the outcome is given.
const place = (key) => `leadflow.draft.${key}`;

function fields(form) {
  return [...form.elements].filter((field) => field.matches("textarea[name], input[type=text][name=message], input[name=worked]"));
}

function keep(event) {
  const form = event.target.form;
  if (!form?.dataset.draft) return;
  const typed = Object.fromEntries(fields(form).filter((field) => field.value).map((field) => [field.name, field.value]));
  if (Object.keys(typed).length) localStorage.setItem(place(form.dataset.draft), JSON.stringify(typed));
  else localStorage.removeItem(place(form.dataset.draft));
}

function restore(form) {
  const typed = JSON.parse(localStorage.getItem(place(form.dataset.draft)) ?? "{}");
  for (const field of fields(form)) if (!field.value && typed[field.name]) field.value = typed[field.name];
}

function showWorked() {
  for (const field of document.querySelectorAll("[data-worked-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(field.dataset.workedSince)) / 1000));
    field.placeholder = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

export function keepDrafts(root) {
  const done = root.querySelector("[data-draft-done]")?.dataset.draftDone;
  if (done) localStorage.removeItem(place(done));
  root.querySelectorAll("form[data-draft]").forEach(restore);
  root.addEventListener("input", keep);
  showWorked();
  setInterval(showWorked, 1000);
}
