// The grid of an agenda: sessions are dragged between times and rooms, made longer, put back into the tray. Each drop
// is kept at once; one that somebody else was quicker with goes back, and the page says what is now. What was done here
// can be undone and done again, also after the page was loaded anew.
import { createCalendar, Interaction, ResourceTimeGrid } from "@event-calendar/core";

const EVERY = 4_000;
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
    slotHeight: 22,
    snapDuration: "00:05",
    slotEventOverlap: false,
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    dayHeaderFormat: () => "",
    longPressDelay: 300,
    editable: true,
    eventStartEditable: true,
    eventDurationEditable: true,
    eventContent: ({ event }) => ({ domNodes: nodes(event.extendedProps.session, event) }),
    eventClassNames: ({ event }) => event.extendedProps.classes,
    eventDidMount: ({ el, event }) => {
      // An article that can be opened; the library says button, which an article cannot be.
      el.removeAttribute("role");
      if (event.extendedProps.session.dye) el.dataset.dye = event.extendedProps.session.dye;
    },
    eventClick: ({ event }) => location.assign(event.extendedProps.session.url),
    eventDrop: ({ event, jsEvent, newResource }) => {
      if (isOver(tray, jsEvent)) return; // the end of the drag, below, is the one that counts there
      if (!counts(jsEvent)) return draw();
      drop(event.extendedProps.session, placeOf(event, newResource?.id ?? event.resourceIds[0]));
    },
    eventDragStop: ({ event, jsEvent }) => {
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
  setTimeout(look, EVERY);

  function draw() {
    const wrong = new Map();
    for (const { codes, blocks } of state.warnings) for (const code of codes) wrong.set(code, blocks || wrong.get(code));
    board.style.setProperty("--rooms", state.rooms.length);
    calendar.setOption("date", state.day);
    calendar.setOption("slotMinTime", state.hours[0]);
    calendar.setOption("slotMaxTime", state.hours[1]);
    calendar.setOption("resources", state.rooms);
    calendar.setOption("events", state.sessions.map((session) => ({
      id: session.code,
      start: session.start,
      end: session.end,
      resourceIds: [session.room],
      title: session.title,
      extendedProps: {
        session: { ...session, is_wrong: wrong.has(session.code) },
        classes: ["slot-card", session.is_break ? "slot-card--break" : "", wrong.has(session.code) ? "slot-card--wrong" : ""].filter(Boolean),
      },
    })));
    tray.querySelector("ul").replaceChildren(...state.tray.map(card));
    tray.classList.toggle("is-empty", !state.tray.length);
    warned.replaceChildren(...state.warnings.slice(0, 8).map(warning));
    part("count").textContent = state.count;
    requestAnimationFrame(leaveTheTable);
    undo.disabled = !past.done.length;
    redo.disabled = !past.undone.length;
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
    if (!session.is_wrong) return [time, title];
    const mark = document.createElement("span");
    mark.className = "slot-card__mark";
    mark.textContent = words("wrong");
    return [time, mark, title];
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

  function warning({ says, url, blocks }) {
    const [item, link] = [document.createElement("li"), document.createElement("a")];
    link.href = url;
    link.textContent = says;
    item.className = blocks ? "is-bad" : "";
    item.append(url ? link : says);
    return item;
  }

  // --- what is sent ---

  function placeOf(event, room) {
    return { day: state.day, starts: clock(event.start), room, minutes: Math.round((event.end - event.start) / 60_000) };
  }

  const placeNow = (session) =>
    session.start ? { day: state.day, starts: session.start.slice(11, 16), room: session.room, minutes: session.minutes, ...(session.second_hour ? { second_hour: "y" } : {}) } : { day: "", starts: "", room: "", minutes: session.minutes };

  const known = (code) => [...state.sessions, ...state.tray].find((session) => session.code === code);

  /** Keep where a session is now; null is the tray. One after the other, so that each knows what the one before made. */
  function drop(session, place, { isStep = false } = {}) {
    sending = sending.then(() => send(session, place ?? { day: "", starts: "", room: "", minutes: session.minutes }, isStep));
    return sending;
  }

  async function send(session, place, isStep) {
    const now = known(session.code) ?? session;
    const before = placeNow(now);
    try {
      const answer = await fetch(`${session.drop}?day=${state.day}`, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ csrf_token: page.dataset.token, seen: now.seen, ...place }),
      });
      if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(answer.status);
      state = await answer.json();
      if (answer.ok && !isStep) {
        past.done.push({ code: session.code, before, after: place });
        past.done.splice(0, past.done.length - MOST_UNDONE);
        past.undone.length = 0;
        past.keep();
      }
      draw();
      const isSlower = answer.status === 409 && known(session.code)?.seen !== now.seen;
      said.textContent = isSlower ? words("slower", { title: session.title }) : state.refused || words("moved", { title: session.title });
      said.classList.toggle("is-bad", Boolean(state.refused));
      return answer.ok;
    } catch {
      draw(); // back to where the server had it
      said.textContent = words("away");
      said.classList.add("is-bad");
      return false;
    }
  }

  /** Undo or redo: what was done last goes to the other list. What somebody else has moved since is left to them. */
  function step(from, to, side) {
    sending = sending.then(async () => {
      const move = from.pop();
      if (!move) return;
      const session = known(move.code);
      if (session && isThere(placeNow(session), move[side === "before" ? "after" : "before"])) {
        if (await send(session, move[side], true)) to.push(move);
      } else {
        said.textContent = words("elsewhere");
        said.classList.add("is-bad");
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
        const answer = await fetch(`${page.dataset.now}?day=${state.day}&revision=${state.revision}`);
        if (answer.status === 200) {
          state = await answer.json();
          draw();
          said.textContent = words("others");
          said.classList.remove("is-bad");
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
      const move = (at) => {
        if (!ghost && Math.hypot(at.clientX - began.x, at.clientY - began.y) < 6) return;
        if (!ghost) {
          ghost = item.cloneNode(true);
          ghost.className = "slot-ghost";
          ghost.style.width = `${item.offsetWidth}px`;
          document.body.append(ghost);
        }
        at.preventDefault();
        ghost.style.translate = `${at.clientX + 8}px ${at.clientY + 8}px`;
      };
      const end = (at) => {
        document.removeEventListener("pointermove", move);
        document.removeEventListener("pointerup", end);
        document.removeEventListener("pointercancel", end);
        if (!ghost) return;
        ghost.remove();
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
