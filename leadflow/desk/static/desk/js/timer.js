// Clocks that run: data-since counts up (a call), data-deadline counts down and turns late when it is over.
const two = (n) => String(n).padStart(2, "0");

function words(seconds) {
  const s = Math.floor(Math.abs(seconds));
  const h = Math.floor(s / 3600);
  const m = Math.floor((s % 3600) / 60);
  return h ? `${two(h)}:${two(m)}` : `${two(m)}:${two(s % 60)}`;
}

function tick() {
  const now = Date.now();
  for (const clock of document.querySelectorAll("[data-since]")) {
    clock.textContent = words((now - Date.parse(clock.dataset.since)) / 1000);
  }
  for (const clock of document.querySelectorAll("[data-deadline]")) {
    const left = (Date.parse(clock.dataset.deadline) - now) / 1000;
    if (Number.isNaN(left) || left > 86400) continue;
    clock.classList.toggle("late", left < 0);
    const text = (clock.dataset.text ?? "%").replace("%", (left < 0 ? "−" : "") + words(left));
    const small = clock.querySelector("small");
    if (clock.firstChild?.nodeType === Node.TEXT_NODE) clock.firstChild.data = small ? `${text} ` : text;
    else clock.prepend(`${text} `);
  }
}

export function runClocks(root) {
  if (!root.querySelector("[data-since], [data-deadline]")) {
    root.addEventListener("htmx:afterSwap", tick);
  } else tick();
  setInterval(() => document.hidden || tick(), 1000);
}
