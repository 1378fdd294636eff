// The desk's own behaviour, started once; every page works by plain links and forms without it.
import { listenToKeys } from "./keys.js";
import { watchToasts } from "./toast.js";
import { runClocks } from "./timer.js";
import { wireForms } from "./forms.js";
import { wireTabs } from "./tabs.js";
import { keepDrafts } from "./draft.js";
import { wireBuilder } from "./builder.js";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
});
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (event.target.closest("[data-print]")) window.print();
  const copied = event.target.closest("[data-copy]");
  if (copied) navigator.clipboard?.writeText(copied.dataset.copy || location.href);
});

listenToKeys(document);
watchToasts(document);
runClocks(document);
wireForms(document);
wireTabs(document);
keepDrafts(document);
wireBuilder(document);
document.documentElement.dataset.awake = "";
