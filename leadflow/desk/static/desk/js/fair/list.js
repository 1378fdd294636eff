// The list of what is not sent yet, and what is said about it.
import * as store from "./store.js";

const { dataset } = document.body;
const one = (name) => document.querySelector(`[data-${name}]`);
const counted = (words, number) => words.replace("#", String(number));

let undo;
let timer;

export function say(words, takeBack) {
  const line = one("toast-line");
  one("toast-text").textContent = words;
  undo = takeBack;
  one("toast-undo").hidden = !takeBack;
  line.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (line.hidden = true), 8000);
}

export function notice(kind) {
  const words = { login: dataset.sayLogin, busy: dataset.sayBusy, offline: dataset.sayOffline, full: dataset.sayFull }[kind];
  one("notice").hidden = !words;
  one("notice-text").textContent = words ?? "";
  one("login").hidden = kind !== "login";
}

function row(note, acts) {
  const made = one("row").content.firstElementChild.cloneNode(true);
  const part = (name) => made.querySelector(`[data-row-${name}]`);
  const values = note.values;
  part("name").textContent = values["person.name"] || values["company.name"] || values.mail || values.phone || note.name || dataset.sayNameless;
  const when = new Date(note.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  const firm = values["person.name"] ? values["company.name"] : "";
  part("more").textContent = [firm, values.card ? dataset.sayCard : "", note.fair, when].filter(Boolean).join(" · ");
  part("fault").textContent = note.fault ?? "";
  part("fault").hidden = !note.fault;
  made.dataset.note = note.id;
  part("edit").addEventListener("click", () => acts.edit(note));
  part("drop").addEventListener("click", () => acts.drop(note));
  return made;
}

export async function show(acts) {
  const notes = await store.notes();
  one("list").replaceChildren(...notes.map((note) => row(note, acts)));
  one("list-none").hidden = notes.length > 0;
  one("send").hidden = notes.length === 0;
  const words = { 0: dataset.sayNone, 1: dataset.sayOne }[notes.length] ?? counted(dataset.sayMany, notes.length);
  one("count").textContent = words;
  one("count").classList.toggle("on", notes.length > 0);
  const sent = await store.sentToday();
  one("today").textContent = sent ? counted(dataset.sayToday, sent) : "";
  return notes.length;
}

export function listenToUndo() {
  one("toast-undo").addEventListener("click", async () => {
    const act = undo;
    undo = undefined;
    one("toast-line").hidden = true;
    await act?.();
  });
}

export const many = counted;
