// The door on the day, more comfortable: the list filters while one types, a code is read by the camera, and what is
// done while the network is away is kept and sent later. Without this the page works by its forms.
//
// The list of people is held in the memory of this page and nowhere else. What was done and not sent yet is kept in
// this browser, under the account of who did it, and goes once the server has answered.
import { findPeople, sought } from "./js/door-names.js";
import { openQueue } from "./js/door-queue.js";
import { scanCodes } from "./js/door-camera.js";

const EVERY = 4_000;
const PATIENCE = 3_000;
const MOST_SHOWN = 40;
const LATEST = 8;
const MOST_SENT = 200;
// A finger that taps twice means one tap: for so long nothing in the list is pressed again in the same place, where
// somebody else may have come to stand. Keys are never held back, nor is who has typed another name since.
const SAME_TAP = 1_500;
const SAME_PLACE = 48;

const filled = (text, values) => Object.entries(values).reduce((said, [key, value]) => said.replaceAll(`{${key}}`, value), text);

// Where a page came without https there is no crypto.randomUUID.
const randomId = () =>
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (letter) => (letter ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (letter / 4)))).toString(16));

const door = document.querySelector("[data-door]");
if (door) open(door);

async function open(door) {
  const part = (name) => door.querySelector(`[data-${name}]`);
  const words = (name, values = {}) => filled(door.dataset[name], values);
  const [found, latest, said, network] = ["found", "latest", "said", "network"].map(part);
  const input = part("search").elements.q;
  const rows = Object.fromEntries(["expected", "here", "asks", "refused"].map((kind) => [kind, part(`row-${kind}`).content.firstElementChild]));
  const queue = openQueue(`door ${door.dataset.event} ${door.dataset.account}`);
  const here = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: door.dataset.zone });
  let people = new Map();
  let list = "";
  let revision = 0;
  let tag = "";
  let signsUp = false;
  let isLoaded = false;
  let trouble = "";
  let quietUntil = 0;
  let tapped = { x: 0, y: 0 };
  // Of whom it was asked whether they are let in anyway, and whose code was read though they have no place.
  let asked = "";
  let picked = "";

  // --- who is here: what the server said, and on top of it what this desk has done since ---

  const lived = () => {
    const arrivals = new Map([...people.values()].map((one) => [one.id, one.arrival]));
    for (const slip of queue.slips()) {
      if ((slip.session ?? "") !== door.dataset.session) continue;
      if (slip.act === "in" && slip.registration && !arrivals.get(slip.registration)) {
        const time = here.format(new Date(slip.at));
        arrivals.set(slip.registration, { words: words("here", { time, desk: door.dataset.desk }), time, desk: door.dataset.desk, slip: slip.id, at: slip.at });
      }
      if (slip.act === "undo" && arrivals.get(slip.registration)?.slip === slip.undoes) arrivals.set(slip.registration, null);
    }
    return arrivals;
  };

  function show() {
    if (!isLoaded) return showNetwork();
    const arrivals = lived();
    const guests = queue.slips().filter((slip) => slip.walk_in && (slip.session ?? "") === door.dataset.session);
    showCount(arrivals, guests.length);
    if (input.value.trim()) picked = "";
    const names = picked ? [people.get(picked)].filter(Boolean) : findPeople([...people.values()], input.value);
    fill(found, names.slice(0, MOST_SHOWN), arrivals, input.value.trim() ? words("nobody") : "");
    if (latest) {
      latest.hidden = Boolean(input.value.trim() || picked);
      const came = [...people.values()].filter((one) => arrivals.get(one.id)).sort((one, other) => (arrivals.get(other.id).at ?? "").localeCompare(arrivals.get(one.id).at ?? ""));
      fill(latest, came.slice(0, LATEST), arrivals, "");
      const none = latest.querySelector("[data-none]");
      if (none) none.hidden = came.length > 0;
    }
    showNetwork();
  }

  // As queries/door.py counts: who takes part online is not expected in the room, and who has not signed up for the
  // session stands beside those who have.
  function showCount(arrivals, guests) {
    const all = [...people.values()].map((one) => ({ ...one, arrival: arrivals.get(one.id) }));
    const isHere = (one) => Boolean(one.arrival) && !one.arrival.is_online;
    // Whom this desk has let in anyway has a place, though the server has not said so yet.
    const isExpected = (one) => one.standing === "expected" || (!signsUp && isHere(one));
    const expected = all.filter((one) => isExpected(one) && (!one.is_online || isHere(one)));
    const others = all.filter((one) => isHere(one) && !isExpected(one)).length + (signsUp ? guests : 0);
    const online = all.filter((one) => isExpected(one) && !isHere(one) && one.is_online).length;
    const joined = all.filter((one) => one.arrival?.is_online).length;
    const more = signsUp ? 0 : guests;
    const line = (name, values, isShown = true) => {
      part(name).textContent = filled(part(name).dataset.words, values);
      part(name).hidden = !isShown;
    };
    line("count", { arrived: expected.filter(isHere).length + more, expected: expected.length + more });
    line("count-not-signed-up", { count: others }, others > 0);
    line("count-online", { joined, expected: online }, joined + online > 0);
  }

  function fill(place, rows, arrivals, otherwise) {
    let shown = place.querySelector(".door-list");
    if (!shown) {
      shown = document.createElement("ul");
      shown.className = "door-list";
      place.replaceChildren(shown);
    }
    // The focus stays on the person, whatever stands around them now.
    const focused = shown.contains(document.activeElement) ? document.activeElement : null;
    const again = focused ? `[data-id="${focused.closest("li").dataset.id}"] [data-act="${focused.dataset.act}"]` : "";
    shown.replaceChildren(...rows.map((one) => made(one, arrivals.get(one.id), place === found && rows.length === 1)));
    if (again) shown.querySelector(again)?.focus();
    if (place === found) {
      found.querySelector(":scope > p")?.remove();
      if (!rows.length && otherwise) found.prepend(Object.assign(document.createElement("p"), { textContent: otherwise }));
    }
  }

  function made(one, arrival, isOnly) {
    const isExpected = one.standing === "expected";
    const kind = arrival ? "here" : isExpected ? "expected" : one.can_be_let_in ? "asks" : "refused";
    const item = rows[kind].cloneNode(true);
    item.dataset.id = one.id;
    const told = { name: one.name, organisation: one.organisation, state: one.state, advice: one.advice, "arrival-words": arrival?.words, of: ` ${one.name}` };
    for (const [name, text] of Object.entries(told)) for (const place of item.querySelectorAll(`[data-part="${name}"]`)) (place.querySelector("bdi") ?? place).textContent = text ?? "";
    const pressed = (act) => item.querySelector(`[data-act="${act}"]`);
    const on = (act, kindOfEvent, does) =>
      (kindOfEvent === "submit" ? pressed(act)?.form : pressed(act))?.addEventListener(kindOfEvent, (event) => {
        event.preventDefault();
        does();
      });
    pressed("in")?.classList.toggle("button--first", isOnly);
    on("in", "submit", () => letIn(one, { how: "by name" }));
    on("undo", "submit", () => act({ act: "undo", registration: one.id, undoes: arrival.slip }, words("isUndone", { name: one.name })));
    // Who has no place is let in by a second step, on the page or here.
    const ask = (id) => {
      asked = id;
      show();
    };
    const second = item.querySelector("[data-second]");
    if (second) {
      second.hidden = asked !== one.id;
      pressed("ask").hidden = asked === one.id;
      on("ask", "click", () => {
        ask(one.id);
        door.querySelector(`[data-id="${one.id}"] [data-act="back"]`)?.focus();
      });
      on("back", "click", () => {
        ask("");
        door.querySelector(`[data-id="${one.id}"] [data-act="ask"]`)?.focus();
      });
      on("anyway", "submit", () => letIn(one, { how: "by name", anyway: true }));
    }
    return item;
  }

  function letIn(one, how) {
    input.value = asked = picked = "";
    act({ act: "in", registration: one.id, ...how }, words("isIn", { name: one.name }));
    input.focus();
  }

  const say = (text) => {
    said.textContent = text;
  };

  // --- what this desk does ---

  function act(slip, text) {
    queue.add({ ...slip, id: crypto.randomUUID?.() ?? randomId(), at: new Date().toISOString(), session: door.dataset.session });
    say(text);
    quietUntil = Date.now() + SAME_TAP;
    show();
    send();
  }

  // A key presses a button without a count of clicks. The second tap takes the focus from the field no more than it
  // presses what has come to lie under it.
  for (const kind of ["mousedown", "click"])
    door.addEventListener(
      kind,
      (event) => {
        const isElsewhere = Math.hypot(event.clientX - tapped.x, event.clientY - tapped.y) > SAME_PLACE;
        if (!event.detail || isElsewhere || Date.now() >= quietUntil || event.target.closest("input, a:not(.door-list a), button:not(.door-list button)")) {
          if (event.detail) tapped = { x: event.clientX, y: event.clientY };
          return;
        }
        event.preventDefault();
        event.stopPropagation();
      },
      true,
    );

  let isSending = false;
  async function send() {
    if (isSending || !queue.slips().length) return showNetwork();
    isSending = true;
    try {
      const slips = queue.slips().slice(0, MOST_SENT);
      const answer = await fetch(door.dataset.slips, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": door.dataset.token },
        body: JSON.stringify({ slips }),
      });
      const told = await json(answer);
      const answers = new Map(told.answers.map((each) => [each.id, each]));
      const news = slips.map((slip) => tell(slip, answers.get(slip.id) ?? { outcome: "unknown" })).filter(Boolean);
      if (news.length) say(news.join(" "));
      // What the server has answered shows here before it goes from the queue, or a name would flicker.
      await poll();
      queue.drop(slips.map((slip) => slip.id));
    } catch (problem) {
      notice(problem);
    }
    isSending = false;
    show();
    if (queue.slips().length && !trouble) send();
  }

  // What a desk must know of an answer that is not the one it has counted on; nothing otherwise.
  function tell(slip, { outcome, arrival }) {
    const name = people.get(slip.registration)?.name ?? slip.walk_in?.name ?? "";
    if (outcome === "already" && arrival && arrival.slip !== slip.id) return already(name, arrival);
    if (outcome === "not signed up") return words("notSignedUp", { name });
    return outcome === "not admitted" || outcome === "unknown" ? words("notAdmitted", { name }) : "";
  }

  const already = (name, arrival) => words(arrival.is_online ? "alreadyOnline" : "already", { name, desk: arrival.desk, time: arrival.time });

  // --- what others do ---

  async function json(answer) {
    if (answer.redirected || answer.status === 400 || answer.status === 401 || answer.status === 403) throw new Error("signed out");
    if (!answer.ok) throw new Error("no network");
    trouble = "";
    return answer.json();
  }

  async function load() {
    const told = await json(await fetch(door.dataset.people, { cache: "no-store" }));
    people = new Map(told.people.map((one) => [one.id, { ...one, sought: sought(`${one.name} ${one.organisation}`) }]));
    ({ list, revision } = told);
    signsUp = told.signs_up;
    tag = "";
    isLoaded = true;
  }

  async function poll() {
    const address = new URL(door.dataset.changes, location.href);
    address.searchParams.set("since", revision);
    const answer = await fetch(address, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
    if (answer.status === 304) {
      trouble = "";
      return;
    }
    const told = await json(answer);
    if (told.list !== list) {
      await load();
      return;
    }
    tag = answer.headers.get("ETag") ?? "";
    revision = told.revision;
    for (const { id, arrival } of told.changes) if (people.has(id)) people.get(id).arrival = arrival;
  }

  // Signed in again, in this or another window, the page has another token.
  async function renewToken() {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = answer.redirected || !answer.ok ? null : new DOMParser().parseFromString(await answer.text(), "text/html");
    door.dataset.token = page?.querySelector("[data-door]")?.dataset.token ?? door.dataset.token;
  }

  async function look() {
    if (document.hidden && !queue.slips().length) return;
    try {
      if (trouble === words("signedOut")) await renewToken();
      await (isLoaded ? poll() : load());
    } catch (problem) {
      notice(problem);
    }
    show();
    if (!trouble) send();
  }

  function notice(problem) {
    trouble = problem.message === "signed out" ? words("signedOut") : words("offline");
  }

  function showNetwork() {
    const waiting = queue.slips().length;
    // What was done in this moment is on its way, and no matter.
    const isLate = waiting && Date.now() - Date.parse(queue.slips()[0].at) > PATIENCE;
    const lines = [trouble, waiting && (trouble || isLate) ? words("waits", { count: waiting }) : ""].filter(Boolean);
    network.hidden = !lines.length;
    if (network.textContent !== lines.join(" ")) network.textContent = lines.join(" ");
  }

  // --- codes ---

  // Returns false of a code that is to be read once more.
  async function read(text) {
    // Whose code it is nobody knows yet, and it is not said to be of nobody.
    if (!isLoaded) {
      if (said.textContent !== words("noList")) say(words("noList"));
      return false;
    }
    const token = text.match(/\/c\/([\w.~-]+)$/)?.[1];
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token ?? text));
    const digest = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 24);
    const one = [...people.values()].find((each) => each.code === digest);
    navigator.vibrate?.(one ? 60 : [60, 60, 60]);
    if (!one) {
      say(words("noCode"));
      return true;
    }
    const arrival = lived().get(one.id);
    input.value = asked = picked = "";
    if (arrival) say(already(one.name, arrival));
    else if (one.standing === "expected") act({ act: "in", registration: one.id, how: "scanned" }, words("isIn", { name: one.name }));
    else {
      picked = one.id;
      say(words("state", { name: one.name, state: one.state }));
    }
    show();
    return true;
  }

  scanCodes({
    start: part("scan"),
    stop: part("stop"),
    camera: part("camera"),
    video: part("video"),
    pointing: part("pointing"),
    words: { point: words("point"), insecure: words("cameraInsecure"), refused: words("cameraRefused"), missing: words("cameraMissing") },
    reader: door.dataset.reader,
    read,
    say,
  });

  // --- walk-ins while the network is away; with one, they have a page of their own, which asks for more ---

  const guest = part("walk-in-form");
  part("walk-in").addEventListener("click", (event) => {
    if (!trouble) return;
    event.preventDefault();
    guest.hidden = !guest.hidden;
    if (!guest.hidden) guest.querySelector("input").focus();
  });
  guest.addEventListener("submit", (event) => {
    event.preventDefault();
    const [name, organisation] = [...guest.querySelectorAll("input")].map((each) => each.value.trim());
    if (!name) return guest.querySelector("input").focus();
    input.value = asked = picked = "";
    act({ act: "in", how: "walk-in", walk_in: { name, organisation } }, words("isIn", { name }));
    guest.reset();
    guest.hidden = true;
    input.focus();
  });

  // Enter checks in the only one who is found.
  part("search").addEventListener("submit", (event) => {
    if (!isLoaded) return;
    event.preventDefault();
    const people = found.querySelectorAll(".door-row");
    const button = people.length === 1 && people[0].querySelector('[data-act="in"]');
    if (button) button.form.requestSubmit();
  });
  input.addEventListener("input", () => {
    quietUntil = 0;
    show();
  });
  window.addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("beforeunload", (event) => {
    if (queue.slips().length) event.preventDefault();
  });
  await look();
  setInterval(look, EVERY);
}
