// What others make of our bytes: ical.js and postal-mime, run in the test browser.

import ICAL from "/node_modules/ical.js/dist/ical.js";
import PostalMime from "/node_modules/postal-mime/dist/esm/postal-mime.js";

const utc = (seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

// A time that stays floating is one whose TZID the file does not define: no instant, so a fault.
function instant(time) {
  if (time.isDate) return time.toString();
  if (time.zone === ICAL.Timezone.localTimezone) throw new Error(`${time} is floating`);
  return utc(time.toUnixTime());
}

function party(property) {
  const [, parameters] = property.toJSON();
  return { address: property.getFirstValue(), ...parameters };
}

function entry(component, method) {
  const text = (name) => component.getFirstPropertyValue(name)?.toString() ?? null;
  const time = (name) => {
    const value = component.getFirstPropertyValue(name);
    return value && instant(value);
  };
  const organizer = component.getFirstProperty("organizer");
  return {
    method,
    uid: text("uid"),
    sequence: component.getFirstPropertyValue("sequence"),
    dtstamp: time("dtstamp"),
    start: time("dtstart"),
    end: time("dtend"),
    status: text("status"),
    summary: text("summary"),
    description: text("description"),
    location: text("location"),
    url: text("url"),
    conference: text("conference"),
    organizer: organizer && party(organizer),
    attendees: component.getAllProperties("attendee").map(party),
  };
}

// A time gets its zone from the VTIMEZONE beside it (Component.getTimeZoneByID), not from the name.
window.readCalendar = (text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const method = calendar.getFirstPropertyValue("method");
  return calendar.getAllSubcomponents("vevent").map((component) => entry(component, method));
};

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const base64 = (content) =>
  btoa(Array.from(new Uint8Array(content), (byte) => String.fromCharCode(byte)).join(""));

window.readMail = async (eml) => {
  const mail = await PostalMime.parse(bytes(eml), {
    attachmentEncoding: "arraybuffer",
    forceRfc822Attachments: true,
  });
  const attachments = mail.attachments.map((part) => ({ ...part, content: base64(part.content) }));
  return { ...mail, attachments };
};

document.documentElement.dataset.ready = "yes";
