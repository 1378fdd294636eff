// A toast stays 8 seconds, longer while one points at it or stands in it.
const STAY = 8000;

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  let timer;
  const go = () => {
    toast.classList.add("gone");
    setTimeout(() => toast.remove(), 200);
  };
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(go, STAY);
  };
  const hold = () => clearTimeout(timer);
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", () => toast.matches(":focus-within") || start());
  toast.addEventListener("focusout", start);
  toast.querySelector("[data-toast-close]")?.addEventListener("click", go);
  start();
}

export function watchToasts(root) {
  const all = () => root.querySelectorAll("[data-toast]").forEach(watch);
  all();
  const place = root.getElementById("toasts");
  if (place) new MutationObserver(all).observe(place, { childList: true, subtree: true });
}
