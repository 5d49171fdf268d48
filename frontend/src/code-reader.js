// Reads codes where the browser has no reader of its own. Fetched only then: it is as large as all else together.
import jsQR from "jsqr";

export const readCode = ({ data, width, height }) => jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? null;
