// Keeps a page as it is now that is left open: asks for the parts of it that change, and puts in those that have. What
// somebody is using is left alone until they have left it. Without it the page shows the same once it is loaded again.
const EVERY = 15_000;

export function followWhatChanges() {
  const shown = document.querySelector("[data-follow]");
  if (!shown) return;
  setInterval(() => look(shown), Number(shown.dataset.followEvery) || EVERY);
  // Something was done here whose result stands in these parts.
  shown.addEventListener("follow:now", () => look(shown));
  // A phone that comes out of a pocket shows what is now, and not what was.
  document.addEventListener("visibilitychange", () => look(shown));
}

async function look(shown) {
  if (document.hidden) return;
  const before = shown.dataset.mark;
  try {
    const address = new URL(shown.dataset.follow, location.href);
    address.searchParams.set("seen", before);
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (answer.status !== 200 || answer.redirected) return;
    const isAllIn = put(shown, new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (isAllIn) shown.dataset.mark = answer.headers.get("ETag")?.replace(/^(?:W\/)?"|"$/g, "") ?? "";
  } catch {
    // The line is away: it is asked again in a moment.
  }
}

// Returns whether nothing was left for later.
function put(shown, now) {
  let isAllIn = true;
  for (const part of now.querySelectorAll("[data-follow-part]")) {
    const there = shown.querySelector(`[data-follow-part="${part.dataset.followPart}"]`);
    if (!there || there.outerHTML === part.outerHTML) continue;
    if (there.contains(document.activeElement)) {
      isAllIn = false;
      continue;
    }
    const said = part.dataset.said;
    if (said && said !== there.dataset.said) document.querySelector("[data-follow-said]").textContent = said;
    const opened = [...there.querySelectorAll("details")].map((fold) => fold.open);
    for (const [number, fold] of part.querySelectorAll("details").entries()) fold.open = opened[number] ?? fold.open;
    there.replaceWith(document.importNode(part, true));
  }
  return isAllIn;
}
