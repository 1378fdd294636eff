// data-key="u" on a link, button, field or choice: that key acts on it while nobody types.
const typing = (node) =>
  node.isContentEditable || node.matches?.("textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit], [type=range])");

const visible = (node) => node.checkVisibility?.({ visibilityProperty: true }) ?? node.offsetParent !== null;

// What is asked at the moment comes first: an open form (3), the first impression (2), the present question (1).
const rank = (node) => Number(node.closest("[data-present]")?.dataset.present ?? 0);

function target(key) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter((node) => visible(node) && !node.disabled);
  return all.toSorted((a, b) => rank(b) - rank(a))[0];
}

function act(node) {
  if (node.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return node.focus();
  node.click();
}

function moveInQueue(step) {
  const rows = [...document.querySelectorAll("[data-queue-row]")].filter(visible);
  if (!rows.length) return false;
  const now = Math.max(rows.findIndex((row) => row === document.activeElement), rows.findIndex((row) => row.getAttribute("aria-current") === "true"));
  const next = rows[Math.min(Math.max(now + step, 0), rows.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  next.click();
  return true;
}

function onKey(event) {
  const { target: node, key } = event;
  if (key === "Escape" && typing(node)) return node.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(node)) return;
  if (document.querySelector("dialog[open]")) return;
  if ((key === "Enter" || key === " ") && node !== document.body) return;
  const lower = key.toLowerCase();
  const found = target(lower);
  if (found) act(found);
  else if (lower === "j" || lower === "k") {
    if (!moveInQueue(lower === "j" ? 1 : -1)) return;
  } else return;
  event.preventDefault();
}

export function listenToKeys(root) {
  root.addEventListener("keydown", onKey);
}
