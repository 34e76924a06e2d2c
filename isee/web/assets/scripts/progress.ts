/**
 * Keeps a page of long work fresh without reloading it: fetches its own address and swaps the marked part.
 * Without script the page's own refresh does the same, more slowly.
 */
const EVERY_MS = 2000;

const live = document.querySelector<HTMLElement>("[data-live]");
document.querySelector('meta[http-equiv="refresh"]')?.remove();

async function refresh(part: HTMLElement): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLElement>("[data-live]");
  if (next === null) {
    location.reload();
    return;
  }
  part.replaceChildren(...next.childNodes);
}

if (live !== null) {
  setInterval(() => {
    if (!document.hidden) refresh(live).catch(() => undefined);
  }, EVERY_MS);
}
