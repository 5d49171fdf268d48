// When somebody can be there is painted: boxes to tick, half an hour each. Dragging sets or takes away as the first one
// did, the arrow keys move among them as in a table, and each day has a line that says the same in words.
//
// A stroke takes from what the line says and adds to it, as the server does without a script (`read_day` in
// programme/presence.py): what is finer than a box, or beside the grid, stays. Where only the server can read the line,
// nothing is painted on that day, and the line is shown.
//
// A finger that moves at once scrolls the page; one that rests a moment paints.

const REST = 250;
const DAY = 1440;

export function paintTimes() {
  for (const painting of document.querySelectorAll("[data-painting]")) start(painting);
}

function start(painting) {
  const days = [...painting.querySelectorAll("[data-day]")].map((day) => [...day.querySelectorAll("[data-minute]")]);
  const lines = [...painting.querySelectorAll("[data-line]")];
  const said = painting.querySelector("[data-said]");
  const length = Number(painting.dataset.field);
  const span = [Number(painting.dataset.turns), Number(painting.dataset.turns) + DAY];
  const { allDay } = painting.dataset;
  if (!days.length) return;
  const how = painting.querySelector("[data-how]");
  how.textContent = matchMedia("(pointer: coarse)").matches ? how.dataset.howTouch : how.dataset.how;
  painting.dataset.paints = "";

  let isPressed = false;
  let stroke = null; // while something is painted: what it sets, where it began, and what stood there before

  // --- marks ---

  const placeOf = (box) => {
    const day = days.findIndex((boxes) => boxes.includes(box));
    return day < 0 ? null : [day, days[day].indexOf(box)];
  };
  const boxAt = (x, y) => document.elementFromPoint(x, y)?.closest(".painting__field")?.querySelector("[data-minute]");

  function begin(box) {
    stroke = { sets: !box.checked, from: placeOf(box), before: days.map((boxes) => boxes.map((each) => each.checked)) };
    reach(box);
  }

  // A rectangle from where it began; what is no longer in it is as it was before.
  function reach(box) {
    const to = placeOf(box);
    if (!stroke || !to) return;
    const [firstDay, lastDay] = [stroke.from[0], to[0]].sort((a, b) => a - b);
    const [first, last] = [stroke.from[1], to[1]].sort((a, b) => a - b);
    days.forEach((boxes, day) => {
      boxes.forEach((each, place) => {
        const isIn = day >= firstDay && day <= lastDay && place >= first && place <= last;
        each.checked = isIn ? stroke.sets : stroke.before[day][place];
      });
    });
  }

  function end() {
    if (!stroke) return;
    const { before } = stroke;
    stroke = null;
    days.forEach((boxes, day) => {
      if (boxes.some((each, place) => each.checked !== before[day][place])) changed(day, before[day]);
    });
  }

  // `before`: which boxes of the day were ticked.
  function changed(day, before) {
    const stood = read(lines[day].value, allDay, span);
    if (!stood) return leadToLine(day, before);
    write(day, withBoxes(days[day], before, stood));
  }

  function withBoxes(boxes, before, stood) {
    const wasWhole = stood.length === 1 && stood[0][0] <= span[0] && stood[0][1] >= span[1];
    if (boxes.every((each) => each.checked)) return [span];
    if (wasWhole && !boxes.some((each) => each.checked)) return [];
    let windows = stood;
    boxes.forEach((each, place) => {
      const field = [Number(each.dataset.minute), Number(each.dataset.minute) + length];
      if (each.checked && !before[place]) windows = joined([...windows, field]);
      if (!each.checked && before[place]) windows = without(windows, field);
    });
    return windows;
  }

  function write(day, windows) {
    const line = lines[day];
    line.value = inWords(windows, allDay, span);
    chooseSomeTimes();
    tell(day, line.value || "–");
    line.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function leadToLine(day, before) {
    days[day].forEach((each, place) => (each.checked = before[place]));
    lines[day].closest("details").open = true;
    lines[day].focus();
    tell(day, painting.dataset.lineCounts);
  }

  function tell(day, what) {
    const words = painting.querySelectorAll("[data-day] legend")[day].querySelector(".visually-hidden").textContent;
    said.textContent = `${words}: ${what}`;
  }

  function chooseSomeTimes() {
    // Where it is not asked, the times say it.
    const some = painting.closest("form").querySelector('[name="presence"][value="at some times"]');
    if (some) some.checked = true;
  }

  // --- mouse and pen ---

  painting.addEventListener("pointerdown", (event) => {
    const box = event.pointerType === "touch" || event.button !== 0 ? null : boxAt(event.clientX, event.clientY);
    if (!box) return;
    event.preventDefault();
    focus(box);
    begin(box);
    isPressed = true;
  });
  document.addEventListener("pointermove", (event) => {
    if (!stroke || event.pointerType === "touch") return;
    const box = boxAt(event.clientX, event.clientY);
    if (box) reach(box);
  });
  document.addEventListener("pointerup", (event) => event.pointerType !== "touch" && end());
  // What the press has painted, the click of its label would take away again.
  painting.addEventListener("click", (event) => {
    if (isPressed && event.target.closest(".painting__field")) event.preventDefault();
    isPressed = false;
  });

  // --- a finger ---

  let resting = null;
  painting.addEventListener(
    "touchstart",
    (event) => {
      const box = event.touches.length === 1 ? event.target.closest(".painting__field")?.querySelector("[data-minute]") : null;
      clearTimeout(resting);
      if (box) resting = setTimeout(() => begin(box), REST);
    },
    { passive: true },
  );
  painting.addEventListener(
    "touchmove",
    (event) => {
      clearTimeout(resting);
      if (!stroke) return;
      event.preventDefault();
      const box = boxAt(event.touches[0].clientX, event.touches[0].clientY);
      if (box) reach(box);
    },
    { passive: false },
  );
  painting.addEventListener("touchend", (event) => {
    clearTimeout(resting);
    if (!stroke) return;
    event.preventDefault(); // no click follows
    end();
  });
  painting.addEventListener("touchcancel", () => {
    clearTimeout(resting);
    end();
  });
  painting.addEventListener("contextmenu", (event) => {
    if (stroke) event.preventDefault();
  });

  // --- keys ---

  function focus(box) {
    for (const each of days.flat()) each.tabIndex = each === box ? 0 : -1;
    box.focus({ preventScroll: true });
  }
  for (const each of days.flat()) each.tabIndex = -1;
  (days.flat().find((each) => each.checked) ?? days[0][0]).tabIndex = 0;

  painting.addEventListener("keydown", (event) => {
    const box = event.target.closest("[data-minute]");
    const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const step = steps[event.key];
    if (!box || !step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const [day, place] = placeOf(box);
    const isTurned = getComputedStyle(painting).direction === "rtl";
    const next = days[day + (isTurned ? -step[0] : step[0])]?.[place + step[1]];
    if (!next) return;
    if (event.shiftKey) {
      const sets = box.checked;
      if (next.checked !== sets) {
        const [ofDay] = placeOf(next);
        const before = days[ofDay].map((each) => each.checked);
        next.checked = sets;
        changed(ofDay, before);
      }
    }
    focus(next);
    next.scrollIntoView({ block: "nearest" });
  });
  painting.addEventListener("change", (event) => {
    const place = event.target.matches("[data-minute]") ? placeOf(event.target) : null;
    if (place) {
      const before = days[place[0]].map((each) => each.checked !== (each === event.target));
      changed(place[0], before);
    }
  });

  // --- whole days, and lines ---

  painting.querySelectorAll("[data-whole]").forEach((button, day) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const sets = days[day].some((each) => !each.checked);
      for (const each of days[day]) each.checked = sets;
      write(day, sets ? [span] : []);
    });
  });

  // What is typed in the plainest way shows on the grid at once; what is not is read by the server.
  lines.forEach((line, day) => {
    line.addEventListener("change", () => {
      const windows = read(line.value, allDay, span);
      if (!windows) return;
      for (const each of days[day]) {
        const minute = Number(each.dataset.minute);
        each.checked = windows.some(([begins, ends]) => begins <= minute && minute + length <= ends);
      }
      if (windows.length) chooseSomeTimes();
    });
  });
}

// --- windows of a day, in minutes after its midnight, as in programme/presence.py ---

function joined(windows) {
  const found = [];
  for (const [begins, ends] of [...windows].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && begins <= last[1]) last[1] = Math.max(last[1], ends);
    else found.push([begins, ends]);
  }
  return found;
}

const without = (windows, [from, until]) =>
  windows
    .flatMap(([begins, ends]) => [
      [begins, Math.min(ends, from)],
      [Math.max(begins, until), ends],
    ])
    .filter(([begins, ends]) => begins < ends);

function inWords(windows, allDay, span) {
  if (windows.length === 1 && windows[0][0] <= span[0] && windows[0][1] >= span[1]) return allDay;
  return windows.map(([begins, ends]) => `${clock(begins % DAY)}–${clock(ends === DAY ? ends : ends % DAY)}`).join(", ");
}

const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

// null: no times in the plainest way; the server may read them, or say what is wrong.
function read(text, allDay, [first, last]) {
  const words = text.trim().toLowerCase();
  if (words === allDay.toLowerCase()) return [[first, last]];
  if (!words) return [];
  const windows = words.split(/[,;]/).map((part) => {
    const found = part.trim().match(/^(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?$/);
    return found && plainWindow(found.slice(1).map((number) => Number(number ?? 0)), first, last);
  });
  return windows.every(Boolean) ? joined(windows) : null;
}

function plainWindow([hour, minute, toHour, toMinute], first, last) {
  let [begins, ends] = [hour * 60 + minute, toHour * 60 + toMinute];
  if (minute > 59 || toMinute > 59 || begins > DAY || ends > DAY || begins === ends) return null;
  if (begins === 0 && ends === DAY) return [first, last];
  if (ends < begins) ends += DAY;
  if (begins < first && ends <= first) [begins, ends] = [begins + DAY, ends + DAY];
  else if (begins === 0) begins = first;
  return begins < first || ends > last ? null : [begins, ends];
}
