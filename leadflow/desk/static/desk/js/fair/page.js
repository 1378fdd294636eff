// The page for the booth: first kept on this device, then sent. Nothing that was typed is lost by a dead network,
// a reload, a restart or an ended login.
import * as list from "./list.js";
import * as scan from "./scan.js";
import { send } from "./send.js";
import * as store from "./store.js";

const { dataset } = document.body;
const form = document.querySelector("[data-form]");
const fair = document.querySelector("[data-fair-name]");
const FAIR = "leadflow.fair";
const DRAFT = "leadflow.fair.draft";
const EVERY = 30000;

let card = "";

const inputs = () => [...form.elements].filter((field) => field.name && !["id", "language", "book", "csrfmiddlewaretoken", "fair"].includes(field.name));

function read() {
  const values = {};
  const consents = [];
  let offer = "";
  for (const field of inputs()) {
    if (["radio", "checkbox"].includes(field.type) && !field.checked) continue;
    if (field.name === "consent") consents.push(field.value);
    else if (field.name === "offer") offer = field.value;
    else if (field.value.trim()) values[field.name.slice(2)] = field.value.trim();
  }
  return { values, consents, offer };
}

function write({ values = {}, consents = [], offer = "" }) {
  for (const field of inputs()) {
    if (field.name === "consent") field.checked = consents.includes(field.value);
    else if (field.name === "offer") field.checked = offer ? field.value === offer : field === form.querySelector("[name=offer]");
    else if (field.type === "radio") field.checked = values[field.name.slice(2)] === field.value;
    else field.value = values[field.name.slice(2)] ?? "";
  }
  card = values.card ?? "";
}

const keepDraft = () => localStorage.setItem(DRAFT, JSON.stringify({ ...read(), card }));

function clear() {
  write({});
  localStorage.removeItem(DRAFT);
}

function restore() {
  fair.value = localStorage.getItem(FAIR) ?? fair.value;
  const draft = JSON.parse(localStorage.getItem(DRAFT) ?? "null");
  if (draft) write({ ...draft, values: { ...draft.values, card: draft.card } });
}

function note(values, more = {}) {
  const { consents = [], offer = "", name = "" } = more;
  const language = form.elements.language.value;
  return { id: store.newId(), at: new Date().toISOString(), fair: fair.value.trim(), offer, values, consents, language, book: Number(dataset.book), name };
}

async function put(notes) {
  try {
    for (const one of notes) await store.keep(one);
    return true;
  } catch {
    list.notice("full");
    return false;
  }
}

async function refresh() {
  return list.show({ edit, drop });
}

async function sendAll() {
  const stopped = await send();
  if (stopped === null) return;
  const left = await refresh();
  list.notice(left ? stopped : navigator.onLine ? "" : "offline");
}

async function onSubmit(event) {
  event.preventDefault();
  const { values, consents, offer } = read();
  if (!fair.value.trim()) {
    fair.focus();
    return list.say(dataset.sayNofair);
  }
  if (!card && !["person.name", "company.name", "mail", "phone"].some((name) => values[name])) {
    form.querySelector("[name='f:person.name']").focus();
    return list.say(dataset.sayEmpty);
  }
  if (card) values.card = card;
  if (!(await put([note(values, { consents, offer, name: scan.nameOf(card) })]))) return;
  clear();
  await refresh();
  list.say(dataset.sayKept);
  scrollTo({ top: 0 });
  await sendAll();
}

async function edit(one) {
  // What stands in the form is not overwritten: it waits in the list instead.
  const { values, consents, offer } = read();
  if (card) values.card = card;
  if (Object.keys(values).length && !(await put([note(values, { consents, offer, name: scan.nameOf(card) })]))) return;
  await store.drop(one.id);
  write({ values: one.values, consents: one.consents, offer: one.offer });
  keepDraft();
  await refresh();
  list.say(dataset.sayAgain);
  form.scrollIntoView({ block: "start" });
}

async function drop(one) {
  await store.drop(one.id);
  await refresh();
  list.say(dataset.sayRemoved, async () => {
    await store.keep(one);
    await refresh();
  });
}

// One card fills the form, several are kept each for itself.
async function take(text) {
  const cards = scan.cardsIn(text);
  if (cards.length > 1) {
    if (!fair.value.trim()) {
      fair.focus();
      return list.say(dataset.sayNofair);
    }
    if (!(await put(cards.map((one) => note({ card: one }, { name: scan.nameOf(one) }))))) return;
    list.say(list.many(dataset.sayCards, cards.length));
    await refresh();
    return sendAll();
  }
  const [one = text.trim()] = cards;
  if (!one) return;
  const typed = read();
  const said = await scan.meaning(one);
  const values = said ? { ...said, ...typed.values } : typed.values;
  write({ ...typed, values: { ...values, card: one } });
  if (!said && !values["person.name"]) form.querySelector("[name='f:person.name']").value = scan.nameOf(one);
  keepDraft();
  list.say(dataset.sayScanned);
}

async function onFile(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  if (!scan.isPicture(file)) return take(await scan.textOf(file));
  if (!scan.canDetect()) return list.say(dataset.sayNodetector);
  const code = await scan.codeIn(file).catch(() => "");
  return code ? take(code) : list.say(dataset.sayNocode);
}

async function onRead() {
  const field = document.querySelector("[data-code]");
  await take(field.value);
  field.value = "";
}

function listen() {
  form.addEventListener("submit", onSubmit);
  form.addEventListener("input", keepDraft);
  fair.addEventListener("change", () => localStorage.setItem(FAIR, fair.value.trim()));
  document.querySelectorAll("[data-picture], [data-file]").forEach((field) => field.addEventListener("change", onFile));
  document.querySelector("[data-read]").addEventListener("click", onRead);
  document.querySelector("[data-send]").addEventListener("click", sendAll);
  addEventListener("online", sendAll);
  addEventListener("offline", () => list.notice("offline"));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAll());
  setInterval(sendAll, EVERY);
  list.listenToUndo();
}

restore();
listen();
await refresh();
navigator.storage?.persist?.();
try {
  await navigator.serviceWorker?.register(dataset.worker, { scope: dataset.page });
  await navigator.serviceWorker?.ready;
} catch {
  // Without a worker the page needs a network to open; what is noted is kept all the same.
}
document.documentElement.dataset.awake = "";
await sendAll();
