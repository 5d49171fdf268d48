// Names as they are typed in a hurry: small letters, without marks, in any order, as is_found_by in registration/rules
// finds them; vowels that are signs, as in Thai, are marks here as well, so that it finds a few more.
const PLAIN = { đ: "d", ø: "o", ł: "l", ß: "ss", æ: "ae", œ: "oe", ı: "i", þ: "th", ð: "d" };

export const sought = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[đøłßæœıþð]/g, (letter) => PLAIN[letter]);

// Nothing typed finds nobody: a list of all is no help at a door.
export function findPeople(people, typed) {
  const words = sought(typed).split(/\s+/).filter(Boolean);
  return words.length ? people.filter((one) => words.every((word) => one.sought.includes(word))) : [];
}
