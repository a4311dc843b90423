// Puts what the server tells into the page: numbers by their place, parts of the page when more has changed.

const PAUSE_MS = 300;
let waiting = 0;

async function renew() {
  const response = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const old of document.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${old.dataset.part}"]`);
    // Whoever is on a button of this part stays there, unless it has changed.
    if (fresh && fresh.innerHTML !== old.innerHTML) old.innerHTML = fresh.innerHTML;
  }
}

document.addEventListener("ketuk:data", ({ detail }) => {
  for (const [name, text] of Object.entries(detail)) {
    for (const place of document.querySelectorAll(`[data-live="${name}"]`)) {
      if (place.tagName === "PROGRESS") place.value = Number(text);
      else place.textContent = text;
    }
  }
  if (!detail.part || location.pathname !== `/${detail.part}` || waiting) return;
  waiting = setTimeout(() => {
    waiting = 0;
    void renew();
  }, PAUSE_MS);
});
