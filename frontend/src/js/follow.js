// Keeps a page as it is now that is left open: asks for the parts of it that change, and puts in those that have. What
// somebody is using is left alone until they have left it. Without it the page shows the same once it is loaded again.
// A page may set its own pace (`data-follow-every`, in milliseconds), and mark what has changed (`data-follow-marks`).
// One that hears of changes (`data-follow-live`, `convene/live.py`) asks when it hears of one, and seldom otherwise; a
// phone in a pocket hears nothing, and asks when it comes out.
const SELDOM = 30_000;
const EVERY = 15_000;
const MARKED_FOR = 8_000;
const PATIENCE = 10_000;

export function followWhatChanges() {
  const shown = document.querySelector("[data-follow]");
  if (!shown) return;
  let asked = 0;
  setInterval(
    () => {
      if (isHeard && performance.now() - asked < SELDOM) return;
      asked = performance.now();
      look(shown);
    },
    Number(shown.dataset.followEvery) || EVERY,
  );
  if (shown.dataset.followLive && window.EventSource) hear(shown);
  // Something was done here whose result stands in these parts.
  shown.addEventListener("follow:now", () => look(shown));
  // A phone that comes out of a pocket shows what is now, and not what was.
  document.addEventListener("visibilitychange", () => look(shown));
}

// Whether changes are heard of now, and whether one was while the last question was under way.
let isHeard = false;
let isAskedAgain = false;
let isAsking = false;

function hear(shown) {
  let stream;
  const open = () => {
    stream = new EventSource(shown.dataset.followLive);
    stream.addEventListener("open", () => {
      isHeard = true;
      look(shown); // what has changed before is not told
    });
    stream.addEventListener("message", (told) => {
      setTimeout(() => look(shown), Math.random() * JSON.parse(told.data).within);
    });
    // The browser listens again by itself, but not where the server has no room for it.
    stream.addEventListener("error", () => {
      isHeard = false;
    });
  };
  document.addEventListener("visibilitychange", () => {
    stream?.close();
    isHeard = false;
    if (!document.hidden) open();
  });
  if (!document.hidden) open();
}

async function look(shown) {
  if (document.hidden) return;
  if (isAsking) {
    isAskedAgain = isHeard; // on a slow line questions must not queue up, but what is heard is asked for
    return;
  }
  isAsking = true;
  try {
    const answer = await fetch(shown.dataset.follow, {
      headers: { Accept: "text/html", "If-None-Match": `"${shown.dataset.mark}"` },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (![200, 304].includes(answer.status) || answer.redirected) return;
    const isAllIn =
      answer.status === 304 || put(shown, new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (isAllIn) shown.dataset.mark = answer.headers.get("ETag")?.replace(/^(?:W\/)?"|"$/g, "") ?? "";
  } catch {
    // The line is away: it is asked again in a moment.
  } finally {
    isAsking = false;
    if (isAskedAgain) {
      isAskedAgain = false;
      look(shown);
    }
  }
}

// Returns whether nothing was left for later.
function put(shown, now) {
  let isAllIn = true;
  for (const part of now.querySelectorAll("[data-follow-part]")) {
    const there = shown.querySelector(`[data-follow-part="${part.dataset.followPart}"]`);
    if (!there || asSent(there) === part.outerHTML) continue;
    if (there.contains(document.activeElement)) {
      isAllIn = false;
      continue;
    }
    const said = part.dataset.said;
    if (said && said !== there.dataset.said) document.querySelector("[data-follow-said]").textContent = said;
    const opened = [...there.querySelectorAll("details")].map((fold) => fold.open);
    for (const [number, fold] of part.querySelectorAll("details").entries()) fold.open = opened[number] ?? fold.open;
    const fresh = document.importNode(part, true);
    there.replaceWith(fresh);
    if ("followMarks" in shown.dataset) {
      fresh.dataset.isNew = "";
      setTimeout(() => delete fresh.dataset.isNew, MARKED_FOR);
    }
  }
  return isAllIn;
}

// A part as it came, without the mark that we have given it.
function asSent(part) {
  const copy = part.cloneNode(true);
  delete copy.dataset.isNew;
  return copy.outerHTML;
}
