// Small help in forms: a slider moves its number field, a dropped file shows its name, a password can be looked at.
const german = () => document.documentElement.lang.startsWith("de");

function written(value) {
  return Number(value).toLocaleString(german() ? "de-DE" : "en-GB", { maximumFractionDigits: 2 });
}

function read(text) {
  const plain = german() ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
  return Number.parseFloat(plain.replace(/\s/g, ""));
}

function onInput(event) {
  const row = event.target.closest("[data-slider]");
  if (!row) return;
  const field = row.querySelector("input:not([type=range])");
  const range = row.querySelector("input[type=range]");
  if (event.target === range) {
    field.value = written(range.value);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (!Number.isNaN(read(field.value))) range.value = read(field.value);
}

function onChange(event) {
  if (event.target.matches("[data-submit]")) return event.target.form.requestSubmit();
  const drop = event.target.closest("[data-drop]");
  if (!drop || event.target.type !== "file") return;
  const file = event.target.files[0];
  const kilobytes = file ? Math.max(1, Math.round(file.size / 1024)) : 0;
  drop.querySelector("[data-drop-name]").textContent = file ? `${file.name} · ${written(kilobytes)} KB` : "";
}

function onClick(event) {
  const eye = event.target.closest("[data-reveal]");
  if (!eye) return;
  const field = document.getElementById(eye.dataset.reveal);
  field.type = field.type === "password" ? "text" : "password";
  eye.setAttribute("aria-pressed", String(field.type === "text"));
}

export function wireForms(root) {
  root.addEventListener("input", onInput);
  root.addEventListener("change", onChange);
  root.addEventListener("click", onClick);
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    root.addEventListener(kind, (event) => {
      event.target.closest?.("[data-drop]")?.classList.toggle("over", kind === "dragenter" || kind === "dragover");
    });
  }
}
