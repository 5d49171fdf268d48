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
  const row = part("row").content.firstElementChild;
  const undoWord = part("words-undo").textContent;
  const queue = openQueue(`door ${door.dataset.event} ${door.dataset.account}`);
  const here = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: door.dataset.zone });
  let people = new Map();
  let list = "";
  let revision = 0;
  let tag = "";
  let isLoaded = false;
  let trouble = "";

  // --- who is here: what the server said, and on top of it what this desk has done since ---

  const lived = () => {
    const arrivals = new Map([...people.values()].map((one) => [one.id, one.arrival]));
    for (const slip of queue.slips()) {
      if ((slip.session ?? "") !== door.dataset.session) continue;
      if (slip.act === "in" && slip.registration && !arrivals.get(slip.registration))
        arrivals.set(slip.registration, { words: words("here", { time: here.format(new Date(slip.at)), desk: door.dataset.desk }), slip: slip.id, at: slip.at });
      if (slip.act === "undo" && arrivals.get(slip.registration)?.slip === slip.undoes) arrivals.set(slip.registration, null);
    }
    return arrivals;
  };

  function show() {
    if (!isLoaded) return showNetwork();
    const arrivals = lived();
    const guests = queue.slips().filter((slip) => slip.walk_in && (slip.session ?? "") === door.dataset.session);
    const count = { arrived: [...arrivals.values()].filter(Boolean).length + guests.length, expected: people.size + guests.length };
    part("count").textContent = filled(part("count").dataset.words, count);
    const names = findPeople([...people.values()], input.value);
    fill(found, names.slice(0, MOST_SHOWN), arrivals, input.value.trim() ? words("nobody") : "");
    if (latest) {
      latest.hidden = Boolean(input.value.trim());
      const came = [...people.values()].filter((one) => arrivals.get(one.id)).sort((one, other) => (arrivals.get(other.id).at ?? "").localeCompare(arrivals.get(one.id).at ?? ""));
      fill(latest, came.slice(0, LATEST), arrivals, "");
      const none = latest.querySelector("[data-none]");
      if (none) none.hidden = came.length > 0;
    }
    showNetwork();
  }

  function fill(place, rows, arrivals, otherwise) {
    let shown = place.querySelector(".door-list");
    if (!shown) {
      shown = document.createElement("ul");
      shown.className = "door-list";
      place.replaceChildren(shown);
    }
    // The focus stays on the person, whatever stands around them now.
    const focused = shown.contains(document.activeElement) ? document.activeElement.closest("li").dataset.id : null;
    shown.replaceChildren(...rows.map((one) => made(one, arrivals.get(one.id), place === found && rows.length === 1)));
    if (focused) shown.querySelector(`[data-id="${focused}"] button`)?.focus();
    if (place === found) {
      found.querySelector("p")?.remove();
      if (!rows.length && otherwise) found.prepend(Object.assign(document.createElement("p"), { textContent: otherwise }));
    }
  }

  function made(one, arrival, isOnly) {
    const item = row.cloneNode(true);
    item.dataset.id = one.id;
    const who = item.querySelector(".door-row__who");
    const name = document.createElement("b");
    name.append(Object.assign(document.createElement("bdi"), { textContent: one.name }));
    who.replaceChildren(name);
    const line = (text, kind) => text && who.append(" ", Object.assign(document.createElement("span"), { className: kind, textContent: text }));
    line(one.organisation, "small quiet");
    line(arrival?.words, "small is-good");
    const button = item.querySelector("button");
    button.classList.toggle("button--first", isOnly && !arrival);
    if (arrival) {
      item.classList.add("is-here");
      button.firstChild.textContent = undoWord;
    }
    button.querySelector(".visually-hidden").textContent = ` ${one.name}`;
    item.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (arrival) act({ act: "undo", registration: one.id, undoes: arrival.slip }, words("isUndone", { name: one.name }));
      else act({ act: "in", registration: one.id, how: "by name" }, words("isIn", { name: one.name }));
    });
    return item;
  }

  const say = (text) => {
    said.textContent = text;
  };

  // --- what this desk does ---

  function act(slip, text) {
    queue.add({ ...slip, id: crypto.randomUUID?.() ?? randomId(), at: new Date().toISOString(), session: door.dataset.session });
    say(text);
    show();
    send();
  }

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
      for (const slip of slips) tell(slip, answers.get(slip.id)?.outcome ?? "unknown");
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

  function tell(slip, outcome) {
    const name = people.get(slip.registration)?.name ?? slip.walk_in?.name ?? "";
    const before = people.get(slip.registration)?.arrival;
    if (outcome === "already" && before && before.slip !== slip.id) say(words("already", { name, words: before.words }));
    if (outcome === "not admitted" || outcome === "unknown") say(words("notAdmitted", { name }));
  }

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

  async function read(text) {
    const token = text.match(/\/c\/([\w.~-]+)$/)?.[1];
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token ?? text));
    const digest = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 24);
    const one = [...people.values()].find((each) => each.code === digest);
    navigator.vibrate?.(one ? 60 : [60, 60, 60]);
    if (!one) return say(words("noCode"));
    const arrival = lived().get(one.id);
    if (arrival) say(words("already", { name: one.name, words: arrival.words }));
    else act({ act: "in", registration: one.id, how: "scanned" }, words("isIn", { name: one.name }));
    input.value = "";
    show();
  }

  scanCodes({
    start: part("scan"),
    stop: part("stop"),
    camera: part("camera"),
    video: part("video"),
    pointing: part("pointing"),
    words: { point: words("point"), none: words("noCamera") },
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
    act({ act: "in", how: "walk-in", walk_in: { name, organisation } }, words("isIn", { name }));
    guest.reset();
    guest.hidden = true;
  });

  // Enter checks in the only one who is found.
  part("search").addEventListener("submit", (event) => {
    if (!isLoaded) return;
    event.preventDefault();
    const rows = found.querySelectorAll(".door-row:not(.is-here) form");
    if (rows.length === 1) rows[0].requestSubmit();
  });
  input.addEventListener("input", show);
  window.addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("beforeunload", (event) => {
    if (queue.slips().length) event.preventDefault();
  });
  await look();
  setInterval(look, EVERY);
}
