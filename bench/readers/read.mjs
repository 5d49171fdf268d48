// What two readers in JavaScript find in calendar files, and which hour Node.js says it is in zones: names, files in
// Base64, and instants by zone come in as JSON; what was found goes out as JSON. Days are days, times are instants in UTC.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

const two = (number) => String(number).padStart(2, "0");
const instant = (date) => date.toISOString().slice(0, 19) + "Z";

const READERS = {
  "ical.js"(text) {
    const calendar = new ICAL.Component(ICAL.parse(text));
    const method = calendar.getFirstPropertyValue("method") ?? "";
    const moment = (time) => (time.isDate ? time.toString() : instant(time.toJSDate()));
    return calendar.getAllSubcomponents("vevent").map((component) => {
      const event = new ICAL.Event(component);
      return {
        uid: event.uid,
        starts: moment(event.startDate),
        ends: moment(event.endDate),
        summary: event.summary,
        location: event.location ?? "",
        description: event.description ?? "",
        status: component.getFirstPropertyValue("status") ?? "",
        sequence: event.sequence,
        method,
      };
    });
  },
  "node-ical"(text) {
    // It gives a whole day as midnight of this machine.
    const day = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    const moment = (date) => (date.dateOnly ? day(date) : instant(date));
    const found = Object.values(ical.sync.parseICS(text));
    return found
      .filter((each) => each.type === "VEVENT")
      .map((event) => ({
        uid: event.uid,
        starts: moment(event.start),
        ends: moment(event.end),
        summary: event.summary,
        location: event.location ?? "",
        description: event.description ?? "",
        status: event.status ?? "",
        sequence: Number(event.sequence),
        method: event.method ?? "",
      }));
  },
};

function read(reader, file) {
  try {
    return { entries: READERS[reader](Buffer.from(file, "base64").toString("utf8")) };
  } catch (problem) {
    return { problem: String(problem) };
  }
}

// The wall times that Node.js knows by its own database: "2027-01-15 09:30".
function walls(zone, instants) {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return instants.map((instant) => format.format(new Date(instant)));
}

const asked = JSON.parse(readFileSync(0, "utf8"));
const mapped = (object, make) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, make(value, key)]));
const found = {
  zones: process.versions.tz,
  walls: mapped(asked.instants, (instants, zone) => walls(zone, instants)),
  readers: mapped(READERS, (_, reader) => mapped(asked.files, (file) => read(reader, file))),
};
process.stdout.write(JSON.stringify(found));
