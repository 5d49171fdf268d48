// Marks what is under way, minute by minute: elements with data-starts and data-ends (ISO instants). In an agenda
// a line shows the time itself.
import { word } from "./words.js";

const MINUTE = 60_000;
const FIVE_MINUTES = 5 * MINUTE;

export function markWhatIsOn() {
  if (!document.querySelector("[data-starts][data-ends]")) return;
  mark();
  // In step with the clock, so that a session begins on the page when it begins in the room.
  setTimeout(() => {
    mark();
    setInterval(mark, MINUTE);
  }, MINUTE - (Date.now() % MINUTE));
}

function mark() {
  const now = Date.now();
  for (const session of document.querySelectorAll("[data-starts][data-ends]")) {
    const on = Date.parse(session.dataset.starts) <= now && now < Date.parse(session.dataset.ends);
    if (on === session.classList.contains("session--on")) continue;
    session.classList.toggle("session--on", on);
    session.querySelector("[data-on-now]")?.remove();
    if (!on) continue;
    const label = document.createElement("mark");
    label.dataset.onNow = "";
    label.textContent = word("now");
    session.querySelector(".session__meta")?.prepend(label, " ");
  }
  for (const agenda of document.querySelectorAll(".agenda")) drawLine(agenda, now);
  openWhatIsOn();
}

// A time that is folded is opened once while something of it is on; whoever folds it again wants it so.
function openWhatIsOn() {
  for (const fold of document.querySelectorAll(".fold:not([data-opened]):has(.session--on)")) {
    fold.dataset.opened = "";
    fold.open = true;
  }
}

// What begins next, and a way to the line that shows the time.
function markNext(agenda, next) {
  const heading = next?.querySelector("h3");
  const shown = agenda.querySelector("[data-next]");
  if (shown?.parentElement === heading) return;
  shown?.remove();
  if (!heading) return;
  const label = document.createElement("span");
  label.dataset.next = "";
  label.textContent = word("next");
  heading.append(" ", label);
}

function offerTheWay(line) {
  const link = document.querySelector("[data-to-now]");
  if (!link) return;
  line.id = "now";
  link.setAttribute("href", "#now");
  link.hidden = false;
}

function drawLine(agenda, now) {
  agenda.querySelector(":scope .now")?.remove();
  const slots = [...agenda.querySelectorAll(".slot[data-starts]")];
  const last = slots.filter((slot) => Date.parse(slot.dataset.starts) <= now).at(-1);
  if (!last || now >= Date.parse(agenda.dataset.ends)) return;
  const at = (slot) => Number(getComputedStyle(slot).getPropertyValue("--at"));
  const next = slots[slots.indexOf(last) + 1];
  markNext(agenda, next);
  const row = at(last) + Math.floor((now - Date.parse(last.dataset.starts)) / FIVE_MINUTES);
  const line = document.createElement("li");
  line.className = "now";
  line.setAttribute("aria-hidden", "true");
  const label = document.createElement("b");
  label.textContent = word("line");
  const time = document.createElement("time");
  time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: agenda.dataset.zone }).format(now);
  line.append(label, time);
  // The address of a style attribute is closed by the policy; the object model is not.
  line.style.setProperty("--at", next ? Math.min(row, at(next)) : row);
  last.after(line);
  offerTheWay(line);
}
