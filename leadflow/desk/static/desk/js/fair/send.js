// Sends what waits, one after the other. The house knows each by its id: sent twice, it is there once.
import * as store from "./store.js";

const { dataset } = document.body;
const GONE = new Set([401, 403]);
const FINAL = new Set([404, 409, 413, 422]);

let running = false;
let again = false;

async function token() {
  const answer = await fetch(dataset.state, { cache: "no-store", redirect: "manual" });
  if (GONE.has(answer.status) || answer.type === "opaqueredirect") return { login: true };
  if (!answer.ok) return { busy: true };
  return answer.json();
}

function post(note, csrf) {
  const { fault, name, ...sent } = note;
  return fetch(dataset.post, {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify(sent),
  });
}

// What was removed or is being corrected meanwhile is neither sent nor brought back.
async function sendOne(note, csrf) {
  if (!(await store.waits(note.id))) return "";
  const answer = await post(note, csrf);
  if (answer.ok) {
    await store.drop(note.id);
    await store.countSent();
    return "";
  }
  if (GONE.has(answer.status) || answer.type === "opaqueredirect") return "login";
  if (!FINAL.has(answer.status)) return "busy";
  const said = await answer.json().catch(() => ({}));
  if (await store.waits(note.id)) await store.keep({ ...note, fault: said.message ?? said.code ?? String(answer.status) });
  return "";
}

async function all() {
  const waiting = (await store.notes()).filter((note) => !note.fault);
  if (!waiting.length) return "";
  const state = await token();
  if (state.login) return "login";
  if (state.busy) return "busy";
  for (const note of waiting) {
    const stopped = await sendOne(note, state.csrf);
    if (stopped) return stopped;
  }
  return "";
}

// "" | "login" | "busy" | "offline": why it stopped.
export async function send() {
  if (running) {
    again = true;
    return null;
  }
  running = true;
  let stopped = "";
  try {
    do {
      again = false;
      stopped = await all();
    } while (again && !stopped);
  } catch {
    stopped = navigator.onLine ? "busy" : "offline";
  } finally {
    running = false;
  }
  return stopped;
}
