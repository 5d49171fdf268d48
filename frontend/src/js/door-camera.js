// Codes by the camera: by the browser’s own reader, or by ours where there is none.
const LOOK_EVERY = 180;
const SAME_CODE = 4_000;

export function scanCodes({ start, stop, camera, video, pointing, words, reader, read, say }) {
  start.hidden = false;
  let stream = null;
  let timer = 0;
  const canvas = document.createElement("canvas");
  const seen = { text: "", at: 0 };

  const end = () => {
    clearTimeout(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    camera.hidden = true;
    start.hidden = false;
    start.focus();
  };

  start.addEventListener("click", async () => {
    let find;
    // Where a page came without https there is no camera to ask for.
    if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) return say(words.insecure);
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      find = await finder(reader, canvas);
    } catch (problem) {
      for (const track of stream?.getTracks() ?? []) track.stop();
      stream = null;
      return say(["NotAllowedError", "SecurityError"].includes(problem.name) ? words.refused : words.missing);
    }
    video.srcObject = stream;
    camera.hidden = false;
    start.hidden = true;
    pointing.textContent = words.point;
    stop.focus();
    await video.play();
    const look = async () => {
      if (!stream) return;
      const text = video.videoWidth ? await find(video).catch(() => null) : null;
      const now = Date.now();
      // A code stays in view for seconds; it is one person.
      const isNew = text && (text !== seen.text || now - seen.at > SAME_CODE);
      const isRead = isNew ? await read(text) : true;
      if (text && isRead) Object.assign(seen, { text, at: now });
      timer = setTimeout(look, LOOK_EVERY);
    };
    look();
  });
  stop.addEventListener("click", end);
  window.addEventListener("pagehide", () => stream && end());
}

async function finder(reader, canvas) {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { readCode } = await import(reader);
  return async (video) => {
    const scale = Math.min(1, 640 / video.videoWidth);
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    const drawing = canvas.getContext("2d", { willReadFrequently: true });
    drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
    return readCode(drawing.getImageData(0, 0, canvas.width, canvas.height));
  };
}
