// The card on which a group reports, saved as it is typed. What could not be sent is kept in this browser under the
// card's own name, outlives the page, and goes once the server has answered. Without it the page has its button.
//
// Every field carries a mark of what stood on the server when it was changed here (`seen`, as web/meanwhile.py makes
// it), so that two phones on one card lose nothing: what only the other one has changed comes into the form, and where
// both have, nothing is sent until somebody has chosen. A request without an answer may have been done: it is sent
// again as it was, before anything newer, or the card would quarrel with itself.

const PREFIX = "convene.card.";
const PAUSE = 1_000;
const LONGEST_PAUSE = 5_000;
const PATIENCE = 10_000;
const AGAIN = 4_000;
// More a browser does not send from a page that is being left.
const MOST_WHEN_LEAVING = 60_000;

export function keepReportCard() {
  for (const link of document.querySelectorAll("[data-card-link]")) link.querySelector("[data-card-waits]").hidden = !read(link.dataset.cardLink);
  const form = document.querySelector("form[data-report-card]");
  if (form) open(form);
}

function open(form) {
  const name = form.dataset.reportCard;
  const { seen: seenField, csrf_token: token } = form.elements;
  const fields = new Map([...form.elements].filter((each) => each.name && each.type !== "hidden" && each.tagName !== "BUTTON").map((each) => [each.name, each]));
  const [state, saving] = ["state", "saving"].map((part) => form.querySelector(`[data-${part}]`));
  const besides = new Map([...form.querySelectorAll("[data-beside]")].map((each) => [each.dataset.beside, each]));

  const value = (field) => (field.type === "checkbox" ? field.checked : field.value);
  const put = (field, said) => (field.type === "checkbox" ? (field.checked = said) : (field.value = said));
  const marks = (text) => new Map(text.split(" ").map((mark) => [mark.slice(0, mark.indexOf("=")), mark]));

  // What the server is known to have in each field, in the words of this form, and the mark of it.
  const base = new Map([...fields].map(([key, field]) => [key, value(field)]));
  const seen = marks(seenField.value);
  const asks = new Set(); // fields of which somebody must choose
  let unanswered = null; // what was sent, until there is an answer
  let isBusy = false;
  let isClosed = false;
  let isAway = false;
  let refused = ""; // what the server would not take, as it was sent
  let timer = 0;
  let since = 0;
  let keeps = true;

  const changed = () => [...fields.keys()].filter((key) => value(fields.get(key)) !== base.get(key));
  const snapshot = () => ({ said: Object.fromEntries([...fields].map(([key, field]) => [key, value(field)])), seen: [...seen.values()].join(" ") });

  function keep() {
    const own = changed();
    if (!own.length && !unanswered) return (keeps = write(name, null));
    keeps = write(name, { own: Object.fromEntries(own.map((key) => [key, [value(fields.get(key)), seen.get(key)]])), unanswered });
  }

  function say(words) {
    if (state.textContent !== words) state.textContent = words;
  }
  const sayKept = () => say(keeps ? form.dataset.kept : form.dataset.notKept);

  // Between a letter and its answer; who listens to the page hears the answer alone.
  const showSaving = () => (saving.hidden = isAway || isClosed || Boolean(asks.size) || Boolean(refused) || !changed().length);

  function later(pause) {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(send, pause);
  }

  async function send({ isLeaving = false } = {}) {
    clearTimeout(timer);
    since = 0;
    if (isBusy || isClosed || asks.size) return;
    if (!unanswered && changed().length && JSON.stringify(snapshot()) !== refused) unanswered = snapshot();
    if (!unanswered) return;
    const sent = unanswered;
    keep();
    isBusy = true;
    const body = new URLSearchParams({ csrf_token: token.value, seen: sent.seen });
    for (const [key, said] of Object.entries(sent.said)) if (said !== false) body.set(key, said === true ? "y" : said);
    try {
      const keepalive = isLeaving && body.toString().length < MOST_WHEN_LEAVING;
      const answer = await fetch(form.dataset.typed, { method: "POST", body, keepalive, signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 429 || answer.status >= 500) throw new Error(answer.status);
      isBusy = isAway = false;
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) settle(sent, await answer.json());
      else close(answer.status);
    } catch {
      // The line is away, or the server is: it is sent again in a moment.
      isBusy = false;
      isAway = true;
      keep();
      sayKept();
      showSaving();
      later(AGAIN);
    }
  }

  function settle(sent, told) {
    unanswered = null;
    const now = marks(told.seen);
    let hasAdded = false;
    for (const [key, field] of fields) {
      if (key in told.theirs) {
        base.set(key, told.theirs[key]);
        seen.set(key, now.get(key));
        ask(key, told.theirs[key]);
      } else if (key in told.taken) {
        // Typed on since: it keeps the older mark, and is compared once more.
        if (value(field) !== sent.said[key]) continue;
        put(field, told.taken[key]);
        base.set(key, told.taken[key]);
        seen.set(key, now.get(key));
        hasAdded = true;
      } else if (told.is_saved) {
        base.set(key, sent.said[key]);
        seen.set(key, now.get(key));
      }
    }
    seenField.value = [...seen.values()].join(" ");
    refused = told.is_saved || asks.size ? "" : JSON.stringify(sent);
    keep();
    say(hasAdded && told.is_saved ? `${told.said} ${form.dataset.added}` : told.said);
    if (!asks.size && changed().length && !refused) later(PAUSE);
    showSaving();
  }

  function close(status) {
    unanswered = null;
    isClosed = true;
    keep();
    say(status === 400 ? form.dataset.stale : form.dataset.closed);
    showSaving();
  }

  // --- both have changed one field: both texts stand there until somebody has chosen ---

  function ask(key, theirs) {
    const beside = besides.get(key);
    if (!beside) return; // a box that both have ticked is no question
    asks.add(key);
    beside.querySelector("[data-theirs]").textContent = theirs || "–";
    beside.hidden = false;
  }
  function answer(key) {
    asks.delete(key);
    besides.get(key).hidden = true;
  }
  for (const [key, beside] of besides) {
    beside.querySelector("[data-beside-acts]").hidden = false;
    for (const button of beside.querySelectorAll("[data-puts]")) {
      button.addEventListener("click", () => {
        const field = fields.get(key);
        const [mine, theirs] = [value(field), base.get(key)];
        const between = field.tagName === "TEXTAREA" ? "\n" : " / ";
        if (button.dataset.puts === "theirs") put(field, theirs);
        if (button.dataset.puts === "both") put(field, [theirs, mine].filter(Boolean).join(between));
        answer(key);
        keep();
        field.focus();
        later(0);
      });
    }
  }

  // --- what was kept, and what is typed from now on ---

  const kept = read(name);
  if (document.querySelector("[data-error-summary]")) {
    // The page came back with what was typed in it, and what somebody else has written beside it.
    for (const [key, beside] of besides) {
      if (beside.hidden) continue;
      const theirs = beside.querySelector("[data-theirs]").textContent;
      base.set(key, theirs === "–" ? "" : theirs);
      asks.add(key);
    }
    for (const key of fields.keys()) if (!asks.has(key)) base.set(key, null);
  } else if (kept) {
    unanswered = kept.unanswered ?? null;
    for (const [key, [said, mark]] of Object.entries(kept.own ?? {})) {
      if (!fields.has(key)) continue;
      put(fields.get(key), said);
      if (mark) seen.set(key, mark);
    }
    sayKept();
    later(0);
  }
  // Loaded again it is this round's card, whichever is on by then.
  history.replaceState(history.state, "", form.getAttribute("action")); // `form.action` is one of its fields

  form.addEventListener("input", () => {
    keep();
    refused = "";
    showSaving();
    since ||= Date.now();
    later(Math.max(0, Math.min(PAUSE, since + LONGEST_PAUSE - Date.now())));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const key of [...asks]) answer(key); // what is typed here stays
    refused = "";
    if (!unanswered && !changed().length) {
      const words = state.textContent;
      state.textContent = "";
      requestAnimationFrame(() => say(words)); // said once more to who has pressed
    }
    send();
  });
  const leave = () => document.visibilityState === "hidden" && send({ isLeaving: true });
  document.addEventListener("visibilitychange", leave);
  window.addEventListener("pagehide", () => send({ isLeaving: true }));
  window.addEventListener("online", () => send());
  window.addEventListener("beforeunload", (event) => {
    if (!keeps && changed().length) event.preventDefault();
  });
}

// Storage may be refused (private windows, a full disk): then what was typed lives as long as the page.
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}

function write(name, what) {
  try {
    if (what) localStorage.setItem(PREFIX + name, JSON.stringify(what));
    else localStorage.removeItem(PREFIX + name);
    return true;
  } catch {
    return false;
  }
}
