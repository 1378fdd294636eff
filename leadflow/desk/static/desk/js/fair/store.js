// What was noted and is not sent yet, in the browser's own database: it outlives reloads and restarts.
const NAME = "leadflow-fair";
const NOTES = "notes";
const COUNTS = "counts";

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(NOTES, { keyPath: "id" });
      asked.result.createObjectStore(COUNTS);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function within(store, mode, act) {
  const base = await database();
  return new Promise((resolve, reject) => {
    const change = base.transaction(store, mode);
    const asked = act(change.objectStore(store));
    // Only a finished transaction is on the disk.
    change.oncomplete = () => resolve(asked.result);
    change.onerror = () => reject(change.error);
    change.onabort = () => reject(change.error);
  });
}

export async function notes() {
  const all = await within(NOTES, "readonly", (store) => store.getAll());
  return all.sort((a, b) => a.at.localeCompare(b.at));
}

export const waits = async (id) => (await within(NOTES, "readonly", (store) => store.count(id))) > 0;

export const keep = (note) => within(NOTES, "readwrite", (store) => store.put(note));

export const drop = (id) => within(NOTES, "readwrite", (store) => store.delete(id));

const today = () => new Date().toLocaleDateString("sv");

export async function sentToday() {
  return (await within(COUNTS, "readonly", (store) => store.get(today()))) ?? 0;
}

export async function countSent() {
  const count = await sentToday();
  await within(COUNTS, "readwrite", (store) => store.put(count + 1, today()));
}

// An id nobody else makes. randomUUID exists on encrypted pages only.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
