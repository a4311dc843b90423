// Sends forms without leaving the page, keeps the focus where it was, prints, and knows two keys.

let focused = "";

/** The server tells all open pages when something has changed; this one then fetches itself anew. */
async function send(form, button) {
  focused = button?.id ?? "";
  await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
  if (form.dataset.to) location.assign(form.dataset.to);
}

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  event.preventDefault();
  void send(event.target, event.submitter);
});

document.addEventListener("ketuk:refreshed", () => {
  if (!focused) return;
  const again = document.getElementById(focused) ?? document.querySelector(".side button");
  again?.focus({ preventScroll: true });
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

// F2 pays, Escape goes back: a shopkeeper's hands are on the goods.
document.addEventListener("keydown", (event) => {
  const id = { F2: "pay", Escape: "stop" }[event.key];
  const button = id && document.getElementById(id);
  if (!button) return;
  event.preventDefault();
  button.click();
});
