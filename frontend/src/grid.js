// The grid of an agenda: sessions are dragged between times and rooms, made longer, put back into the tray. Each drop
// is kept at once; one that somebody else was quicker with goes back, and the page says what is now. What was done here
// can be undone and done again, also after the page was loaded anew.
import { createCalendar, Interaction, ResourceTimeGrid } from "@event-calendar/core";

const EVERY = 4_000;
// How high a quarter of an hour is, in pixels: from a whole day at a glance to short talks that can be read.
const HEIGHTS = [10, 15, 22, 34, 52];
const USUAL = 2;
const QUARTER = 15;
const FIVE = 5;
const FEW_ROOMS = 5;
const MOST_UNDONE = 100;
const filled = (text, values) => Object.entries(values).reduce((said, [key, value]) => said.replaceAll(`{${key}}`, value), text);

const two = (number) => String(number).padStart(2, "0");
const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;

const page = document.querySelector("[data-grid]");
if (page) open(page);

function open(page) {
  const part = (name) => page.querySelector(`[data-${name}]`);
  const words = (name, values = {}) => filled(page.dataset[name], values);
  const [board, tray, said, warned, undo, redo] = ["board", "tray", "said", "warned", "undo", "redo"].map(part);
  let state = JSON.parse(page.dataset.state);
  let sending = Promise.resolve();
  let focusOn = "";
  let underWay = 0;
  const view = remembering(`agenda-look ${location.pathname}`, { zoom: USUAL, isDense: false });
  const past = remembered(`agenda-moves ${location.pathname} ${state.day}`);

  let givenUp = false;
  document.addEventListener("pointerdown", () => (givenUp = false), true);
  document.addEventListener("keydown", (event) => (givenUp ||= event.key === "Escape"), true);
  // A drag that is given up with Escape, or ends beside the grid, has not been.
  const counts = (event) => !givenUp && isOver(board, event);

  board.replaceChildren();
  const calendar = createCalendar(board, [ResourceTimeGrid, Interaction], {
    view: "resourceTimeGridDay",
    date: state.day,
    locale: document.documentElement.lang,
    headerToolbar: { start: "", center: "", end: "" },
    height: "auto",
    allDaySlot: false,
    slotDuration: "00:15",
    slotHeight: HEIGHTS[view.zoom],
    snapDuration: "00:05",
    slotEventOverlap: false,
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    dayHeaderFormat: () => "",
    longPressDelay: 300,
    editable: true,
    eventStartEditable: true,
    eventDurationEditable: true,
    eventContent: ({ event }) => ({ domNodes: event.display === "background" ? [] : nodes(event.extendedProps.session, event) }),
    eventClassNames: ({ event }) => event.extendedProps.classes,
    eventDidMount: ({ el, event }) => {
      if (event.display === "background") return;
      // An article that can be opened; the library says button, which an article cannot be.
      el.removeAttribute("role");
      const { session } = event.extendedProps;
      if (session.dye) el.dataset.dye = session.dye;
      el.dataset.code = session.code;
      el.title = `${clock(event.start)}–${clock(event.end)} ${session.title}`;
      el.setAttribute("aria-keyshortcuts", "Enter Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight Alt+Shift+ArrowUp Alt+Shift+ArrowDown Delete P");
      if (session.code === focusOn) requestAnimationFrame(() => el.focus());
    },
    eventClick: ({ event }) => location.assign(event.extendedProps.session.url),
    eventDrop: ({ event, jsEvent, newResource }) => {
      if (isOver(tray, jsEvent)) return; // the end of the drag, below, is the one that counts there
      if (!counts(jsEvent)) return draw();
      drop(event.extendedProps.session, placeOf(event, newResource?.id ?? event.resourceIds[0]));
    },
    eventDragStart: () => tray.classList.add("is-open"),
    eventDragStop: ({ event, jsEvent }) => {
      tray.classList.remove("is-open");
      if (isOver(tray, jsEvent) && !givenUp) drop(event.extendedProps.session, null);
    },
    eventResize: ({ event }) => (givenUp ? draw() : drop(event.extendedProps.session, placeOf(event, event.resourceIds[0]))),
  });
  draw();
  dragFromTray();
  for (const button of [undo, redo]) button.hidden = false;
  undo.addEventListener("click", () => step(past.done, past.undone, "before"));
  redo.addEventListener("click", () => step(past.undone, past.done, "after"));
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
    if (event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    (event.shiftKey ? redo : undo).click();
  });
  board.addEventListener("keydown", (event) => {
    const session = known(event.target.closest?.("[data-code]")?.dataset.code);
    if (session && byKey(session, event)) event.preventDefault();
  });
  for (const button of page.querySelectorAll("[data-zoom]")) {
    button.hidden = false;
    button.addEventListener("click", () => zoom(view.zoom + Number(button.dataset.zoom)));
  }
  const dense = part("dense");
  // Of a few rooms the columns are as narrow as they can be read.
  if (state.rooms.length > FEW_ROOMS) dense.closest("[hidden]")?.removeAttribute("hidden");
  view.isDense &&= state.rooms.length > FEW_ROOMS;
  dense.checked = view.isDense;
  dense.addEventListener("change", () => {
    view.isDense = dense.checked;
    view.keep();
    draw();
  });
  setTimeout(look, EVERY);

  function zoom(level) {
    view.zoom = Math.min(HEIGHTS.length - 1, Math.max(0, level));
    view.keep();
    calendar.setOption("slotHeight", HEIGHTS[view.zoom]);
    draw();
  }

  function draw() {
    page.classList.toggle("is-dense", view.isDense);
    for (const button of page.querySelectorAll("[data-zoom]"))
      button.disabled = !HEIGHTS[view.zoom + Number(button.dataset.zoom)];
    const wrong = new Map();
    for (const { codes, blocks, advises } of state.warnings)
      if (!advises) for (const code of codes) wrong.set(code, blocks || wrong.get(code));
    board.style.setProperty("--rooms", state.rooms.length);
    calendar.setOption("date", state.day);
    calendar.setOption("slotMinTime", state.hours[0]);
    calendar.setOption("slotMaxTime", state.hours[1]);
    calendar.setOption("resources", state.rooms);
    calendar.setOption("events", [...shades(), ...state.sessions.map((session) => ({
      id: session.code,
      start: session.start,
      end: session.end,
      resourceIds: [session.room],
      title: session.title,
      extendedProps: {
        session: { ...session, is_wrong: wrong.has(session.code) },
        classes: [
          "slot-card",
          session.is_break ? "slot-card--break" : "",
          wrong.has(session.code) ? "slot-card--wrong" : "",
          (session.minutes / QUARTER) * HEIGHTS[view.zoom] < 40 ? "slot-card--short" : "",
        ].filter(Boolean),
      },
    }))]);
    tray.querySelector("ul").replaceChildren(...state.tray.map(card));
    tray.classList.toggle("is-empty", !state.tray.length);
    warned.replaceChildren(...state.warnings.slice(0, 8).map(warning));
    part("count").textContent = state.count;
    requestAnimationFrame(leaveTheTable);
    undo.disabled = !past.done.length;
    redo.disabled = !past.undone.length;
  }

  /** What is for everybody goes across all rooms: a shade in each of them. */
  function shades() {
    const rooms = state.rooms.map(({ id }) => id).filter(Boolean);
    return state.sessions
      .filter(({ room }) => !room && rooms.length)
      .map(({ start, end }) => ({ start, end, resourceIds: rooms, display: "background", extendedProps: { classes: ["slot-shade"] } }));
  }

  // The library calls the grid a table whose rows and cells it does not have: nothing is better read than that, and
  // what is read is each session by itself.
  function leaveTheTable() {
    const said = ["role", "aria-colindex", "aria-rowindex", "aria-colcount", "aria-rowcount", "aria-colspan"];
    for (const name of said) for (const element of board.querySelectorAll(`[${name}]`)) element.removeAttribute(name);
  }

  function nodes(session, event) {
    const [time, title] = [document.createElement("span"), document.createElement("b")];
    time.textContent = `${clock(event.start)}–${clock(event.end)}`; // while it is dragged: where it would stand
    title.textContent = session.title;
    title.dir = "auto";
    const marks = [session.is_pinned ? words("pinned") : "", session.is_wrong ? words("wrong") : ""];
    return [time, ...marks.map((text, index) => mark(text, index)).filter(Boolean), title];
  }

  function mark(text, isWrong) {
    if (!text) return null;
    const said = document.createElement("span");
    said.className = isWrong ? "slot-card__mark" : "slot-card__pin";
    said.textContent = text;
    return said;
  }

  function card(session) {
    const [item, link, length] = [document.createElement("li"), document.createElement("a"), document.createElement("span")];
    link.href = session.url;
    link.textContent = session.title;
    link.dir = "auto";
    link.draggable = false;
    length.className = "quiet small";
    length.textContent = session.length;
    item.append(link, length);
    item.dataset.code = session.code;
    return item;
  }

  function warning({ says, url, blocks, advises }) {
    const [item, link] = [document.createElement("li"), document.createElement("a")];
    link.href = url;
    link.textContent = says;
    item.className = blocks ? "is-bad" : advises ? "is-advice" : "";
    item.append(url ? link : says);
    return item;
  }

  // --- what is sent ---

  function placeOf(event, room) {
    return { day: state.day, starts: clock(event.start), room, minutes: Math.round((event.end - event.start) / 60_000) };
  }

  const placeNow = (session) =>
    session.start ? { day: state.day, starts: session.start.slice(11, 16), room: session.room, minutes: session.minutes, ...(session.second_hour ? { second_hour: "y" } : {}) } : { day: "", starts: "", room: "", minutes: session.minutes };

  // --- by key, on a session that has the focus ---

  /** Whether the key means something: a quarter earlier or later, another room, longer or shorter, the tray, a pin. */
  function byKey(session, { key, altKey, shiftKey, ctrlKey, metaKey }) {
    if (ctrlKey || metaKey) return false;
    focusOn = session.code;
    if (!altKey) {
      if (key.toLowerCase() === "p") return pin(session, !session.is_pinned);
      if (key !== "Delete") return false;
      const heading = tray.querySelector("h2");
      return drop(session, null).then(() => heading.focus());
    }
    const steps = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!steps) return false;
    const place = placeNow(session);
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const ways = document.documentElement.dir === "rtl" ? -steps : steps;
      const room = state.rooms[state.rooms.findIndex(({ id }) => id === place.room) + ways];
      return room ? drop(session, { ...place, room: room.id }) : true;
    }
    if (shiftKey) return place.minutes + steps * FIVE > 0 ? drop(session, { ...place, minutes: place.minutes + steps * FIVE }) : true;
    const at = new Date(`${session.start}`);
    at.setMinutes(at.getMinutes() + steps * QUARTER);
    return drop(session, { ...place, starts: clock(at) });
  }

  function pin(session, isPinned) {
    sending = sending.then(async () => {
      if (!(await post(session, session.pin, { pinned: isPinned ? "yes" : "no" }))) return;
      past.done.push({ pin: session.code, isPinned });
      past.undone.length = 0;
      past.keep();
      draw();
    });
    return sending;
  }

  // --- two that change places ---

  /** The session in whose place another one now stands: the one in its room that it covers most. */
  function under(session, place) {
    const begins = new Date(`${state.day}T${place.starts}`);
    const ends = new Date(begins.getTime() + place.minutes * 60_000);
    const there = state.sessions.filter((one) => one.code !== session.code && one.room === place.room && !one.is_break && new Date(one.start) < ends && begins < new Date(one.end));
    const shared = ({ start, end }) => Math.min(new Date(end), ends) - Math.max(new Date(start), begins);
    return there.sort((one, other) => shared(other) - shared(one))[0] ?? null;
  }

  function offerSwap(session, before, other) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = words("swap", { title: other.title });
    button.addEventListener("click", () => {
      sending = sending.then(async () => {
        const move = past.done.pop();
        if (!(await send(session, before, true))) return past.done.push(move);
        const [one, two] = [known(session.code), known(other.code)];
        if (await post(one, one.swap, { other: two.code, seen: one.seen, seen_other: two.seen })) past.done.push({ swap: [one.code, two.code] });
        past.keep();
        draw();
      });
    });
    said.append(" ", button);
  }

  const known = (code) => [...state.sessions, ...state.tray].find((session) => session.code === code);

  /** Keep where a session is now; null is the tray. One after the other, so that each knows what the one before made. */
  function drop(session, place, { isStep = false } = {}) {
    sending = sending.then(() => send(session, place ?? { day: "", starts: "", room: "", minutes: session.minutes }, isStep));
    return sending;
  }

  async function send(session, place, isStep) {
    const now = known(session.code) ?? session;
    const before = placeNow(now);
    underWay += 1;
    try {
      const answer = await fetch(`${session.drop}?day=${state.day}`, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ csrf_token: page.dataset.token, seen: now.seen, ...place }),
      });
      if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(answer.status);
      state = await answer.json();
      const other = answer.ok && !isStep && place.room && before.starts ? under(session, place) : null;
      if (answer.ok && !isStep) {
        past.done.push({ code: session.code, before, after: place });
        past.done.splice(0, past.done.length - MOST_UNDONE);
        past.undone.length = 0;
        past.keep();
      }
      draw();
      const isSlower = answer.status === 409 && known(session.code)?.seen !== now.seen;
      tell(isSlower ? words("slower", { title: session.title }) : state.refused || [state.did, state.wrong].filter(Boolean).join(" "), state.refused);
      if (other) offerSwap(session, before, other);
      return answer.ok;
    } catch {
      draw(); // back to where the server had it
      tell(words("away"), true);
      return false;
    } finally {
      underWay -= 1;
    }
  }

  /** Something else that is done to a session: what comes back is the day as it is then. */
  async function post(session, url, values) {
    underWay += 1;
    try {
      const answer = await fetch(`${url}?day=${state.day}`, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ csrf_token: page.dataset.token, ...values }),
      });
      if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(answer.status);
      state = await answer.json();
      draw();
      const isPinned = known(session.code)?.is_pinned;
      tell(state.refused || (values.pinned ? words(isPinned ? "nowpinned" : "unpinned", { title: session.title }) : state.did), state.refused);
      return answer.ok;
    } catch {
      draw();
      tell(words("away"), true);
      return false;
    } finally {
      underWay -= 1;
    }
  }

  function tell(sentence, isBad) {
    said.textContent = sentence;
    said.classList.toggle("is-bad", Boolean(isBad));
  }

  /** Undo or redo: what was done last goes to the other list. What somebody else has moved since is left to them. */
  function step(from, to, side) {
    sending = sending.then(async () => {
      const move = from.pop();
      if (!move) return;
      if (move.swap) {
        const [one, two] = move.swap.map(known);
        if (one && two && (await post(one, one.swap, { other: two.code, seen: one.seen, seen_other: two.seen }))) to.push(move);
        else tell(words("elsewhere"), true);
        past.keep();
        return draw();
      }
      if (move.pin) {
        const pinned = known(move.pin);
        const isPinned = side === "after" ? move.isPinned : !move.isPinned;
        if (pinned && (await post(pinned, pinned.pin, { pinned: isPinned ? "yes" : "no" }))) to.push(move);
        past.keep();
        return draw();
      }
      const session = known(move.code);
      if (session && isThere(placeNow(session), move[side === "before" ? "after" : "before"])) {
        if (await send(session, move[side], true)) to.push(move);
      } else {
        tell(words("elsewhere"), true);
      }
      past.keep();
      draw();
    });
  }

  const isThere = (now, then) => ["day", "starts", "room"].every((name) => now[name] === then[name]) && Number(now.minutes) === Number(then.minutes);

  /** What others do is seen within seconds. */
  async function look() {
    if (!document.hidden && !board.querySelector(".ec-ghost, .ec-dragging")) {
      try {
        const known = state.revision;
        const answer = await fetch(`${page.dataset.now}?day=${state.day}&revision=${known}`);
        // What came while a move of this page was under way may be that move: it is asked again.
        if (answer.status === 200 && !underWay && state.revision === known) {
          state = await answer.json();
          draw();
          tell(words("others"), false);
        }
      } catch {
        // The line is away: it is asked again in a moment.
      }
    }
    setTimeout(look, EVERY);
  }

  // --- the tray ---

  function isOver(element, { clientX, clientY }) {
    const box = element.getBoundingClientRect();
    return box.left <= clientX && clientX <= box.right && box.top <= clientY && clientY <= box.bottom;
  }

  function dragFromTray() {
    tray.addEventListener("pointerdown", (event) => {
      const item = event.target.closest("li[data-code]");
      if (!item || event.button) return;
      const began = { x: event.clientX, y: event.clientY };
      let ghost = null;
      const length = item.querySelector("span").textContent;
      const move = (at) => {
        if (!ghost && Math.hypot(at.clientX - began.x, at.clientY - began.y) < 6) return;
        if (!ghost) {
          ghost = item.cloneNode(true);
          ghost.className = "slot-ghost";
          ghost.style.width = `${item.offsetWidth}px`;
          document.body.append(ghost);
          board.classList.add("is-open");
        }
        at.preventDefault();
        ghost.style.translate = `${at.clientX + 8}px ${at.clientY + 8}px`;
        const there = calendar.dateFromPoint(at.clientX, at.clientY);
        ghost.querySelector("span").textContent = there ? [clock(there.date), there.resource?.title].filter(Boolean).join(" · ") : length;
      };
      const end = (at) => {
        document.removeEventListener("pointermove", move);
        document.removeEventListener("pointerup", end);
        document.removeEventListener("pointercancel", end);
        if (!ghost) return;
        ghost.remove();
        board.classList.remove("is-open");
        item.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
        const point = at.type === "pointerup" && counts(at) ? calendar.dateFromPoint(at.clientX, at.clientY) : null;
        const session = known(item.dataset.code);
        if (!point || !session) return;
        const start = point.date;
        const finish = new Date(start.getTime() + session.minutes * 60_000);
        drop(session, placeOf({ start, end: finish }, point.resource?.id ?? ""));
      };
      document.addEventListener("pointermove", move, { passive: false });
      document.addEventListener("pointerup", end);
      document.addEventListener("pointercancel", end);
    });
  }
}

/** How somebody likes to look at a page, kept in this browser; `keep` after a change. */
function remembering(name, usual) {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(name) ?? "{}");
  } catch {
    // A browser that keeps nothing shows it as everybody sees it at first.
  }
  const look = { ...usual, ...kept };
  look.keep = () => {
    try {
      localStorage.setItem(name, JSON.stringify({ zoom: look.zoom, isDense: look.isDense }));
    } catch {
      // As above.
    }
  };
  return look;
}

/** Moves that were done and undone on a page of this tab: kept while the tab is open. */
function remembered(name) {
  let kept = {};
  try {
    kept = JSON.parse(sessionStorage.getItem(name) ?? "{}");
  } catch {
    // A browser that keeps nothing has no undo after a reload, and all else.
  }
  const past = { done: kept.done ?? [], undone: kept.undone ?? [] };
  past.keep = () => {
    try {
      sessionStorage.setItem(name, JSON.stringify({ done: past.done, undone: past.undone }));
    } catch {
      // As above.
    }
  };
  return past;
}
