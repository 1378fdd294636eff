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

// Fast fingers: what is pressed while an answer is on its way acts on the answer, not on what it replaces.
const SETTLED = 40;
const LEAVING = 2000;
const CARRIED = "leadflow.keys";
const early = [];
let awaited = 0;
let leftAt = -Infinity;

const changesPage = (event) => event.target.getAttribute?.("hx-swap") !== "none";

function replay() {
  while (!awaited && early.length) press(early.shift());
}

function press(key) {
  const found = target(key);
  if (found) act(found);
  else if (key === "j" || key === "k") return moveInQueue(key === "j" ? 1 : -1);
  else return false;
  return true;
}

// What is pressed while the page is left goes on with the same lead; never with the next one, unseen.
const about = () => document.querySelector("form[data-draft]")?.dataset.draft ?? "";

function carry(key) {
  const { lead = about(), keys = [] } = JSON.parse(sessionStorage.getItem(CARRIED) ?? "{}");
  sessionStorage.setItem(CARRIED, JSON.stringify({ lead, keys: [...keys, key], at: Date.now() }));
}

function goOn() {
  const { lead, keys = [], at } = JSON.parse(sessionStorage.getItem(CARRIED) ?? "{}");
  sessionStorage.removeItem(CARRIED);
  if (!lead || lead !== about() || Date.now() - at > LEAVING) return;
  early.push(...keys);
  setTimeout(replay, SETTLED);
}

function waitForAnswers(root) {
  root.addEventListener("htmx:beforeSend", (event) => {
    if (changesPage(event)) awaited += 1;
  });
  root.addEventListener("htmx:afterRequest", (event) => {
    if (!changesPage(event)) return;
    setTimeout(() => {
      awaited = Math.max(0, awaited - 1);
      replay();
    }, SETTLED);
  });
  // A download leaves nothing, though it begins like a page that is left.
  addEventListener("beforeunload", () => (leftAt = performance.now()));
}

function onKey(event) {
  const { target: node, key } = event;
  if (key === "Escape" && typing(node)) return node.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(node)) return;
  if (event.repeat && key !== "j" && key !== "k") return;
  if (document.querySelector("dialog[open]")) return;
  if ((key === "Enter" || key === " ") && node !== document.body) return;
  const lower = key.toLowerCase();
  const plain = key.length === 1 || key === "Enter";
  if (performance.now() - leftAt < LEAVING) {
    if (plain) carry(lower);
  } else if (awaited) {
    if (plain && early.length < 8) early.push(lower);
  } else if (!press(lower)) return;
  event.preventDefault();
}

export function listenToKeys(root) {
  waitForAnswers(root);
  root.addEventListener("keydown", onKey);
  goOn();
}
